import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { tempDir } from '../contracts/support.ts';
import { logsVariable } from '../rig/logs.ts';
import { record } from '../rig/record.ts';

const seconds = Number(process.env.LOAD_SECONDS ?? 5);
const clients = 32;
const warmUpSeconds = 5;
const turns = 3;
/** The sender is a process of its own each time, and slow at first. */
const turnSeconds = Math.max(4, seconds / turns);
const run = promisify(execFile);
const single = '{"comments":[{"source":"load","externalId":"s#","text":"第#单，物流很快，客服态度也不错","rating":5}]}';
const batch = `{"comments":[${Array.from({ length: 100 }, () => '{"source":"load","externalId":"b#","text":"第#单，物流很快，客服态度也不错","rating":5}').join(',')}]}`;

interface Cost {
  /** A request. */
  cpuUs: number;
  /** Of the clock. */
  perSecond: number;
}

/** L1: what it costs to take a comment in, its analysis left out: the whole way in, from the socket to the disk. */
describe(`L1: the cost of ingest, ${seconds} s each`, () => {
  const dir = tempDir();
  let host: ChildProcess;
  let at: { bare: string; ingest: string; key: string };
  const heard = async () => (await once(host, 'message'))[0];
  beforeAll(async () => {
    host = fork(join(packageRoot, 'tests/fixtures/ingestHost.ts'), {
      execArgv: ['--import', 'tsx'],
      // What it costs to keep the log for the tests is not counted.
      env: { ...process.env, [logsVariable]: undefined },
    });
    at = await heard();
  }, 60_000);
  afterAll(async () => {
    host.disconnect();
    await once(host, 'exit');
    dir.remove();
  });

  const cpuOfHost = async (): Promise<number> => {
    const answer = heard();
    host.send('cpu');
    return answer;
  };

  interface Spent {
    cpuUs: number;
    sent: number;
    ms: number;
  }
  const nothing: Spent = { cpuUs: 0, sent: 0, ms: 0 };

  /** Sends for some seconds; the CPU is that of the host, which is the service and its database. */
  async function spend(url: string, body: string, time: number): Promise<Spent> {
    const client = join(packageRoot, 'tests/fixtures/loadClient.mjs');
    const headers = JSON.stringify({ authorization: `Bearer ${at.key}`, 'content-type': 'application/json' });
    const own = Math.random();
    const fresh = body.replaceAll('"s#', `"s${own}-#`).replaceAll('"b#', `"b${own}-#`);
    const before = await cpuOfHost();
    const { stdout } = await run(process.execPath, [client, url, headers, fresh, String(clients), String(time)]);
    const cpuUs = (await cpuOfHost()) - before;
    const { sent, failed, ms } = JSON.parse(stdout) as { sent: number; failed: number; ms: number };
    expect(failed).toBe(0);
    return { cpuUs, sent, ms };
  }

  /**
   * In turns, since what else the machine does must not fall on one of them alone; warm, since what compiling costs is no
   * matter of a comment.
   */
  async function spendInTurns(requests: [url: string, body: string][]): Promise<Spent[]> {
    for (const [url, body] of requests) await spend(url, body, warmUpSeconds);
    let sums = requests.map(() => nothing);
    for (let turn = 0; turn < turns; turn++) {
      const spent: Spent[] = [];
      for (const [url, body] of requests) spent.push(await spend(url, body, turnSeconds));
      sums = sums.map(({ cpuUs, sent, ms }, i) => {
        const more = spent[i]!;
        return { cpuUs: cpuUs + more.cpuUs, sent: sent + more.sent, ms: ms + more.ms };
      });
    }
    return sums;
  }

  it('is at most 2.5 times that of a bare route, and 60 µs a comment in batches', {
    timeout: 120_000 + turns * turnSeconds * 5000,
  }, async () => {
    const [bare, alone, together] = (
      await spendInTurns([
        [at.bare, single],
        [at.ingest, single],
        [at.ingest, batch],
      ])
    ).map(({ cpuUs, sent, ms }) => ({ cpuUs: cpuUs / sent, perSecond: (sent / ms) * 1000 })) as [Cost, Cost, Cost];
    const ratio = alone.cpuUs / bare.cpuUs;
    const each = together.cpuUs / 100;
    record(
      'L1',
      `single ${alone.cpuUs.toFixed(0)} µs of CPU, ${ratio.toFixed(2)} times a bare route (${bare.cpuUs.toFixed(0)} µs), ` +
        `${alone.perSecond.toFixed(0)}/s; in batches of 100 ${each.toFixed(0)} µs each, ${(together.perSecond * 100).toFixed(0)}/s`,
    );
    expect(ratio).toBeLessThanOrEqual(2.5);
    expect(each).toBeLessThanOrEqual(60);
  });

  it('control: with a sync for each row it is dearer than that', { timeout: 60_000 }, () => {
    const database = new Database(join(dir.path, 'control.db'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('create table c (id text primary key, text text)');
    const insert = database.prepare('insert into c values (?, ?)');
    const rows = 2000;
    const before = process.cpuUsage();
    for (let n = 0; n < rows; n++) insert.run(`c${n}`, '第1单，物流很快，客服态度也不错');
    const { user, system } = process.cpuUsage(before);
    database.close();
    expect((user + system) / rows).toBeGreaterThan(60);
  });
});
