import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { eventually } from './eventually.ts';

/** A Redis server of the test's own on a free port, which keeps nothing on the disk. */
export interface RedisServer {
  url: string;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
  /** Says nothing any more, until the callback has ended. */
  whileFrozen(act: () => Promise<void>): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  /** One command, on a connection of its own. */
  command<T>(act: (redis: Redis) => Promise<T>): Promise<T>;
}

/** False, with a line that says what was not run, when there is no Redis server here. In CI that is a failure. */
export function hasRedis(what: string): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true;
  const line = `${what} was not run: no redis-server on this machine. To run it: apt-get install redis-server`;
  if (process.env.CI) throw new Error(line);
  console.warn(line);
  return false;
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  async function command<T>(act: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(url, { retryStrategy: null, maxRetriesPerRequest: 0, lazyConnect: true });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return await act(redis);
    } finally {
      redis.disconnect();
    }
  }
  async function start(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', settings, { stdio: 'ignore' });
    const reap = (): void => void started.kill('SIGKILL');
    process.once('exit', reap);
    started.once('exit', () => process.off('exit', reap));
    child = started;
    await eventually(() => command((redis) => redis.ping()));
  }
  await start();
  return {
    url,
    command,
    start,
    async whileFrozen(act) {
      child?.kill('SIGSTOP');
      try {
        await act();
      } finally {
        child?.kill('SIGCONT');
      }
    },
    async kill() {
      const ended = child && once(child, 'exit');
      child?.kill('SIGKILL');
      child = null;
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
