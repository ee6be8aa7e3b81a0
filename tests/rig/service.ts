import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/artefacts/paths.ts';

export const adminKey = 'rig-admin-key-0123456789-0123456789-abc';

/** A running service in a process of its own. */
export interface RunningService {
  url: string;
  /** The one-time set-up link, when the service printed one. */
  setupLink(): string | undefined;
  child: ChildProcess;
  /** JSON request with the admin key. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; headers: Headers }>;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

export function temporaryFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `huiyin-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * As `npm start` does: rows of a batch die young, and collecting a small heap of them often takes a tenth of the time; what
 * lives longer is collected before it has grown by half.
 */
const heap = ['--max-semi-space-size=64', '--heap-growing-percent=25'];
/** As compose.yaml starts workers. */
const heapOfWorkers = ['--single-threaded-gc'];

/** Starts the compiled service on a free port and waits until it is ready. */
export async function startService(
  dataDir: string,
  env: Record<string, string> = {},
  nodeOptions: string[] = [],
  serveOptions: string[] = [],
): Promise<RunningService> {
  const ofWorkers = serveOptions.includes('--role=worker') ? heapOfWorkers : [];
  const command = [...heap, ...ofWorkers, ...nodeOptions, join(packageRoot, 'dist/cli.js'), 'serve', ...serveOptions];
  const child = spawn(process.execPath, command, {
    cwd: packageRoot,
    env: {
      PATH: process.env.PATH,
      HUIYIN_PORT: '0',
      HUIYIN_DATA_DIR: dataDir,
      HUIYIN_ADMIN_KEY: adminKey,
      HUIYIN_LOG_LEVEL: 'error',
      HUIYIN_RATE_LIMIT: '1000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails must not leave its service behind.
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.off('exit', reap));
  const output: string[] = [];
  const url = await listeningUrl(child, output);
  const ended = once(child, 'exit');
  const service: RunningService = {
    url,
    setupLink: () => /\S+\/setup#\S+/.exec(output.join(''))?.[0],
    child,
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${adminKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: /[/+]json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
        headers: response.headers,
      };
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const code = (await ended)[0] as number | null;
      if (code !== 0) console.error(`a service ended with ${code}:\n${output.join('')}`);
      return code;
    },
  };
  return service;
}

async function listeningUrl(child: ChildProcess, output: string[]): Promise<string> {
  child.stderr!.on('data', (data: Buffer) => output.push(data.toString()));
  const lines = createInterface({ input: child.stdout! });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`the service ended with ${code} before it listened:\n${output.join('')}`)),
    );
    lines.on('line', (line) => {
      output.push(`${line}\n`);
      const url = /https?:\/\/\S+?:\d+/.exec(line)?.[0];
      if (url && line.includes('listens')) resolve(url);
    });
  });
}

/** Polls until the service answers /readyz with 200. */
export async function untilReady(service: RunningService, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const response = await fetch(`${service.url}/readyz`).catch(() => null);
    if (response?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`not ready after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
