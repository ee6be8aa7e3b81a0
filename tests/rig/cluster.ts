import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { eventually } from './eventually.ts';

/** A PostgreSQL server of its own, which a test may stop, hold and kill. */
export interface Cluster {
  /** Address of an empty database, for the service. */
  url: string;
  port: number;
  query<Row extends object>(sql: string): Promise<Row[]>;
  start(): Promise<void>;
  /** SIGKILL of the server and all of its processes. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT of all of its processes. */
  hold(): void;
  goOn(): void;
  remove(): Promise<void>;
}

const root = '/usr/lib/postgresql';
/** Where the programs of the server are, or null with a line that says what was not run. In CI their absence is a failure. */
export function postgresPrograms(what: string): string | null {
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (found) return found;
  const line = `${what} was not run: no PostgreSQL server on this machine. To run it: apt-get install postgresql`;
  if (process.env.CI) throw new Error(line);
  console.warn(line);
  return null;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The server refuses to run as root, so it runs as the user that its package makes. */
function asPostgres(): { uid?: number; gid?: number } {
  if (process.getuid!() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export async function createCluster(
  folder: string,
  bin: string,
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const who = asPostgres();
  const port = await freePort();
  const data = join(folder, 'cluster');
  chmodSync(folder, 0o755);
  execFileSync('mkdir', ['-p', data]);
  if (who.uid !== undefined) chownSync(data, who.uid, who.gid!);
  const quiet = { ...who, stdio: 'ignore' as const, cwd: '/' };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-locale', '-E', 'UTF8'], quiet);
  const options = Object.entries({ ...settings, listen_addresses: '127.0.0.1', unix_socket_directories: data });
  const url = `postgres://postgres@127.0.0.1:${port}/huiyin`;
  let server: ChildProcess | null = null;
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of pidsOf(server)) {
      try {
        process.kill(pid, name);
      } catch {}
    }
  };
  process.once('exit', () => signal('SIGKILL'));

  async function ask(address: string, sql: string): Promise<any[]> {
    const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query(sql)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }
  const cluster: Cluster = {
    url,
    port,
    query: (sql) => ask(url, sql),
    async start() {
      const flags = options.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      await eventually(async () => {
        if (!server || server.exitCode !== null || server.signalCode !== null) {
          server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], quiet);
        }
        await ask(url.replace(/huiyin$/, 'postgres'), 'select 1');
      }, 60_000);
    },
    async kill() {
      const all = pidsOf(server);
      signal('SIGKILL');
      await eventually(() => {
        if (all.some((pid) => existsSync(`/proc/${pid}/fd/0`))) throw new Error('the server still runs');
      });
      await pause(50);
    },
    hold: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    remove: () => cluster.kill(),
  };
  await cluster.start();
  await ask(
    url.replace(/huiyin$/, 'postgres'),
    `create database huiyin template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`,
  );
  return cluster;
}

/** The server itself first, then its children. */
function pidsOf(server: ChildProcess | null): number[] {
  if (!server?.pid) return [];
  const children = `/proc/${server.pid}/task/${server.pid}/children`;
  const list = existsSync(children) ? execFileSync('cat', [children], { encoding: 'utf8' }).trim() : '';
  return [server.pid, ...list.split(' ').filter(Boolean).map(Number)];
}
