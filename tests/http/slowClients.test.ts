import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createWorld, keys } from './fakes.ts';
import { type Rig, startRig } from './harness.ts';

const rigs: Rig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A rig with one client that asks for an endless export and takes nothing of it. */
async function stuck(patienceMs: number): Promise<Socket> {
  const world = createWorld();
  world.openExport = () => ({
    contentType: 'text/csv',
    extension: 'csv',
    async write(_rows, out) {
      const piece = Buffer.alloc(256 * 1024, 'x');
      while (!out.destroyed) if (!out.write(piece)) await Promise.race([once(out, 'drain'), once(out, 'close')]);
    },
  });
  const rig = await startRig(world, undefined, patienceMs);
  rigs.push(rig);
  const socket = connect(rig.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`GET /v1/exports?format=csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keys.admin}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

test('L5: control: without patience a client that takes nothing of its answer stays for ever; with it, it is cut off', async () => {
  const forever = await stuck(0);
  const patient = await stuck(300);
  let cut = false;
  patient.once('close', () => {
    cut = true;
  });
  await once(rigs[1]!.server, 'timeout');
  // Only who reads sees that the other end has gone.
  patient.resume();
  await expect.poll(() => cut, { timeout: 20_000 }).toBe(true);
  const open = await new Promise((resolve) => rigs[0]!.server.getConnections((_error, count) => resolve(count)));
  expect(open).toBe(1);
  forever.destroy();
});

test('L5: a connection that has been answered, and stays idle, is closed', async () => {
  const rig = await startRig(createWorld());
  rigs.push(rig);
  rig.server.keepAliveTimeout = 100;
  const socket = connect(rig.port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.resume();
  await closed;
});

test('L5: a connection that is idle, or whose answer takes long to make, is not mistaken for one that is stuck', async () => {
  const world = createWorld();
  const { summary } = world.stats;
  const rig = await startRig(world, undefined, 50);
  rigs.push(rig);
  // On a busy machine patience may end before the route is reached, and it ends once.
  const impatient = once(rig.server, 'timeout');
  world.stats.summary = async (...args) => {
    await impatient;
    return summary(...args);
  };
  expect((await rig.call('GET', '/v1/stats/summary')).status).toBe(200);
});
