import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loggedLevel, openProcessLog, type ProcessLog } from './logs.ts';
import { adminKey } from './secrets.ts';

export { adminKey };

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

/** As `npm start` does: what lives long is collected before it has grown by half. */
const heap = ['--heap-growing-percent=25'];
/** As compose.yaml starts processes of one role: rows of a batch die young, and collecting a small heap of them takes time. */
const heapOfRoles: Record<string, string[]> = {
  '--role=api': ['--max-semi-space-size=64'],
  '--role=worker': ['--max-semi-space-size=64', '--single-threaded-gc'],
};

/** Starts the compiled service on a free port and waits until it is ready. */
export async function startService(
  dataDir: string,
  env: Record<string, string> = {},
  nodeOptions: string[] = [],
  serveOptions: string[] = [],
): Promise<RunningService> {
  const ofRole = serveOptions.flatMap((option) => heapOfRoles[option] ?? []);
  const command = [...heap, ...ofRole, ...nodeOptions, join(packageRoot, 'dist/cli.js'), 'serve', ...serveOptions];
  const log = openProcessLog();
  const child = spawn(process.execPath, command, {
    cwd: packageRoot,
    env: {
      PATH: process.env.PATH,
      HUIYIN_PORT: '0',
      HUIYIN_DATA_DIR: dataDir,
      HUIYIN_ADMIN_KEY: adminKey,
      HUIYIN_LOG_LEVEL: loggedLevel,
      HUIYIN_RATE_LIMIT: '1000000',
      ...env,
    },
    stdio: ['ignore', log.out, log.err],
  });
  log.handedOver();
  // A test that fails must not leave its service behind.
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.off('exit', reap));
  const url = await listeningUrl(child, log);
  const ended = once(child, 'exit');
  const service: RunningService = {
    url,
    setupLink: () => /\S+\/setup#\S+/.exec(log.text())?.[0],
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
      if (code !== 0) console.error(`a service ended with ${code}:\n${log.text()}`);
      return code;
    },
  };
  return service;
}

async function listeningUrl(child: ChildProcess, log: ProcessLog): Promise<string> {
  for (;;) {
    const ended = child.exitCode ?? child.signalCode;
    const text = log.text();
    const url = /listens on (https?:\/\/\S+?:\d+)\n/.exec(text)?.[1];
    if (ended !== null) throw new Error(`the service ended with ${ended} before it listened:\n${text}`);
    if (url) return url;
    await pause(10);
  }
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
