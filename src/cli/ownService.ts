import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../errors.ts';
import { type Client, createClient } from './client.ts';

/** A service for one command: on an empty folder, for this machine and this process alone; nothing of it stays. */
export interface OwnService {
  client: Client;
  close(): Promise<void>;
}

/** Settings of a service that stores for good: a database, an address and a key that are not for this one. */
const notForIt = ['DATABASE_URL', 'REDIS_URL', 'HUIYIN_PUBLIC_URL', 'HUIYIN_METRICS_PORT'];

export async function startOwnService(): Promise<OwnService> {
  const folder = await mkdtemp(join(tmpdir(), 'huiyin-own-'));
  const key = randomBytes(32).toString('base64url');
  const env = { ...process.env };
  for (const name of notForIt) delete env[name];
  const child = spawn(process.execPath, [process.argv[1]!, 'serve'], {
    env: {
      ...env,
      HUIYIN_HOST: '127.0.0.1',
      HUIYIN_PORT: '0',
      HUIYIN_DATA_DIR: folder,
      HUIYIN_ADMIN_KEY: key,
      HUIYIN_LOG_LEVEL: 'error',
      HUIYIN_RATE_LIMIT: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', reap);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const lines = createInterface({ input: child.stdout });
    const url = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        const found = /https?:\/\/\S+?:\d+/.exec(line)?.[0];
        if (found && line.includes('listens')) resolve(found);
      });
      child.once('exit', (code) => reject(new AppError('internal', `the service ended with ${code}`)));
    });
    return { client: createClient({ url, key }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
