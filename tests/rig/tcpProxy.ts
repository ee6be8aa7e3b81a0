import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server on loopback that can fail: held still, cut, or closed to newcomers. */
export interface TcpProxy {
  port: number;
  /** Nothing passes in either direction until it is released. */
  hold(): void;
  release(): void;
  /** Resets all connections. */
  cut(): void;
  /** Newcomers are reset at once while `refusing`. */
  refuse(refusing: boolean): void;
  close(): Promise<void>;
}

export async function startProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let held = false;
  let refusing = false;
  const server = createServer((near) => {
    near.on('error', () => {});
    if (refusing) return void near.resetAndDestroy();
    const far = connect(target.port, target.host);
    far.on('error', () => near.resetAndDestroy());
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => void to.write(bytes));
      from.once('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
      if (held) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const each = (act: (socket: Socket) => void): void => {
    for (const pair of pairs) for (const socket of pair) act(socket);
  };
  return {
    port: (server.address() as AddressInfo).port,
    hold() {
      held = true;
      each((socket) => socket.pause());
    },
    release() {
      held = false;
      each((socket) => socket.resume());
    },
    cut: () => each((socket) => socket.resetAndDestroy()),
    refuse(wanted) {
      refusing = wanted;
    },
    async close() {
      each((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
