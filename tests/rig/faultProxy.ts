import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can be slow, silent or deaf. */
export interface FaultProxy {
  port: number;
  /** Milliseconds that every piece of data waits, either way. */
  delayMs: number;
  /** Takes data and passes none on, as a network that has gone silent. */
  silent: boolean;
  /** Ends all connections at once. */
  reset(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const proxy: FaultProxy = {
    port: 0,
    delayMs: 0,
    silent: false,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        proxy.reset();
      }),
  };
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    pass(client, target);
    pass(target, client);
  });

  function pass(from: Socket, to: Socket): void {
    sockets.add(from);
    // Data must not overtake data when the delay changes.
    let turn = Promise.resolve();
    const later = (act: () => void): void => {
      const { delayMs } = proxy;
      turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, delayMs))).then(act);
    };
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (!proxy.silent) later(() => void (to.writable && to.write(data)));
    });
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      later(() => to.destroy());
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
