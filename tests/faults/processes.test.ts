/** One process that answers and two that work, on a PostgreSQL and a Redis of the test's own, each of which dies at random. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAnalysis } from '../../src/jobs/analysis.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { comment, newWorkspace, openTestStore, tempDir, testPool } from '../contracts/support.ts';
import { type Cluster, createCluster, postgresPrograms } from '../rig/cluster.ts';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { hasRedis, type RedisServer, startRedis } from '../rig/redis.ts';
import { firstPassword } from '../rig/secrets.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { Ledger, seeded, violations } from './ledger.ts';
import { type Pace, sendSteadily, sendTheRest, storedComments, untilAnalysed, writeUntilItDies } from './writers.ts';

const rounds = Number(process.env.FAULT_SCALE_ROUNDS ?? 4);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const what = 'Faults of several processes';
const bin = postgresPrograms(what);
const able = hasRedis(what) && bin !== null;
const importedRows = 3000;
/** A sleep beyond the lease of analyses takes more than a minute. */
const sleeps = process.env.FAULT_SLEEPS === '1';
const absenceSeconds = Number(process.env.FAULT_ABSENCE ?? 5);
/** As long is the pace measured that the absence is held against. */
const beforeSeconds = Math.min(absenceSeconds, 60);
/** Figures of time hold on a quiet machine only; elsewhere they are printed. */
const strict = process.env.FAULT_STRICT !== undefined;

describe.runIf(able)(`processes, ${rounds} faults (replay with FAULT_SEED=${seed})`, () => {
  const folder = temporaryFolder('processes');
  let cluster: Cluster;
  let redis: RedisServer;
  let api: RunningService;
  const workers: RunningService[] = [];
  const start = (name: string, role: string, to = redis): Promise<RunningService> =>
    startService(join(folder.path, name), {
      HUIYIN_ROLE: role,
      HUIYIN_WORKERS: '1',
      DATABASE_URL: cluster.url,
      REDIS_URL: to.url,
    });
  beforeAll(async () => {
    [cluster, redis] = await Promise.all([createCluster(folder.path, bin!), startRedis()]);
    api = await start('api', 'api');
    workers.push(await start('w0', 'worker'), await start('w1', 'worker'));
    await untilReady(api);
  });
  afterAll(async () => {
    for (const service of [api, ...workers]) await service?.kill();
    await redis?.kill();
    await cluster?.remove();
    folder.remove();
  });

  const decisions = { acknowledged: new Set<string>(), sent: new Set<string>() };
  /** Accepts whatever there is to review, and remembers what was told. */
  async function reviewUntil(stop: AbortSignal): Promise<void> {
    for (let n = 0; !stop.aborted; n++) {
      const claimed = await api.call('POST', '/v1/reviews/claim', {}).catch(() => null);
      if (claimed?.status !== 200) {
        await pause(50);
        continue;
      }
      const { id, etag } = claimed.body;
      const note = `decision ${seed} ${n} ${id}`;
      decisions.sent.add(note);
      const told = await api.call('POST', `/v1/reviews/${id}/accept`, { note }, { 'if-match': etag }).catch(() => null);
      if (told?.status === 200) decisions.acknowledged.add(note);
    }
  }

  async function startImport(): Promise<string> {
    const line = (n: number) => JSON.stringify({ source: 'import', externalId: `i${n}`, text: `第${n}单，客服很差` });
    const form = new FormData();
    form.set('file', new Blob([Array.from({ length: importedRows }, (_, n) => line(n)).join('\n')]), 'f.ndjson');
    const headers = { authorization: `Bearer ${adminKey}` };
    const response = await fetch(`${api.url}/v1/imports`, { method: 'POST', headers, body: form });
    expect(response.status).toBe(202);
    return ((await response.json()) as { id: string }).id;
  }

  const faults: [string, (random: () => number) => Promise<void>][] = [
    [
      'worker',
      async (random) => {
        const n = random() < 0.5 ? 0 : 1;
        await workers[n]!.kill();
        workers[n] = await start(`w${n}`, 'worker');
      },
    ],
    [
      'Redis',
      async () => {
        await redis.kill();
        await pause(500);
        await redis.start();
      },
    ],
    [
      'api',
      async () => {
        await api.kill();
        api = await start('api', 'api');
      },
    ],
    [
      'PostgreSQL',
      async () => {
        await cluster.kill();
        await cluster.start();
      },
    ],
    ['FLUSHALL', () => redis.command(async (commands) => void (await commands.flushall()))],
  ];

  it('D1 D4 (S): lose and double nothing: comments, decisions, rows of an import', {
    timeout: 400_000 + rounds * 60_000,
  }, async () => {
    const random = seeded(seed);
    const ledger = new Ledger();
    const count = new Map<string, number>();
    const jobId = await startImport();
    const stop = new AbortController();
    const reviewing = reviewUntil(stop.signal);
    for (let round = 0; round < rounds; round++) {
      const writing = new AbortController();
      const running = api;
      const writers = [0, 1].map((writer) =>
        writeUntilItDies(running, ledger, `r${round}w${writer}`, seed + round * 2 + writer, writing.signal),
      );
      await pause(random() * 2000);
      const [name, fault] = faults[round % faults.length]!;
      count.set(name, (count.get(name) ?? 0) + 1);
      await fault(random);
      writing.abort();
      await Promise.all(writers);
    }
    await untilReady(api);
    await sendTheRest(api, ledger);
    await untilAnalysed(api, 300_000 + rounds * 20_000);
    await eventually(async () => {
      const { body } = await api.call('GET', `/v1/jobs/${jobId}`);
      expect(body.state).toBe('succeeded');
      expect(body.result).toMatchObject({ read: importedRows });
    }, 120_000);
    stop.abort();
    await reviewing;

    const stored = (await storedComments(api)).filter(({ externalId }) => ledger.sent.has(externalId));
    expect(violations(ledger, stored)).toEqual([]);
    const [rows] = await cluster.query<Record<string, string>>(`select
      (select count(*) from comment) as comments, (select count(*) from analysis) as analyses,
      (select count(*) from outbox) as queued, (select sum(comments) from rollup where leaf = '') as "rolledUp",
      (select count(*) from issue where withdrawn = 0) as issues,
      (select sum(a.issue_count) from analysis a) as "issueCounts"`);
    const all = String(ledger.sent.size + importedRows);
    expect(rows).toMatchObject({ comments: all, analyses: all, queued: '0', rolledUp: all });
    expect(rows!.issues).toBe(rows!.issueCounts);
    const notes = await cluster.query<{ note: string; n: string }>(
      "select note, count(*) as n from decision where note like 'decision %' group by note",
    );
    expect(notes.filter(({ n }) => n !== '1')).toEqual([]);
    const kept = new Set(notes.map(({ note }) => note));
    expect([...decisions.acknowledged].filter((note) => !kept.has(note))).toEqual([]);
    const size = [...count].map(([name, n]) => `${n} ${name}`).join(', ');
    const value = `S: 0 lost or doubled of ${all} comments and ${decisions.acknowledged.size} decisions; faults: ${size}`;
    record('D1', value, { seed });
    record('D4', value, { seed });
  });

  it(`D4 (S): go on taking comments while Redis is away for ${absenceSeconds} s, and have read all soon after`, {
    timeout: 300_000 + 2 * absenceSeconds * 1000,
  }, async () => {
    // What the machine does besides, this one meets too, and its Redis stays.
    const otherRedis = await startRedis();
    const beside = await start('beside', 'api', otherRedis);
    await Promise.all([api, beside].map((service) => untilReady(service)));
    const ledger = new Ledger();
    const sendToBoth = (name: string, seconds: number) =>
      Promise.all(
        [api, beside].map((service, n) => sendSteadily(service, ledger, `${name}${n}`, pause(seconds * 1000))),
      );
    // The first requests find connections and plans to be made.
    await sendToBoth('first', 2);
    const [before] = await sendToBoth('before', beforeSeconds);
    await redis.kill();
    const [meanwhile, others] = await sendToBoth('meanwhile', absenceSeconds);
    const { body: waiting } = await api.call('GET', '/v1/stats/summary');
    await redis.start();
    const returned = performance.now();
    await untilAnalysed(api, 60_000);
    const wellAfter = (performance.now() - returned) / 1000;

    const stored = await storedComments(api);
    const own = stored.filter(({ externalId }) => ledger.sent.has(externalId));
    expect(violations(ledger, own)).toEqual([]);
    expect(own.filter(({ state }) => state !== 'analysed')).toEqual([]);
    expect(await beside.stop()).toBe(0);
    await otherRedis.kill();
    const figures = ({ perSecond, p99Ms }: Pace) => `${perSecond.toFixed(1)} requests/s, p99 ${p99Ms.toFixed(0)} ms`;
    record(
      'D4',
      `S: ${absenceSeconds} s without Redis: ${figures(meanwhile!)}; before it ${figures(before!)}; meanwhile a process ` +
        `beside it with a Redis ${figures(others!)}; ${meanwhile!.comments + others!.comments} comments taken, ` +
        `${waiting.pending} of them waited at its return, all read ${wellAfter.toFixed(1)} s later`,
    );
    if (strict) expect(meanwhile!.p99Ms / others!.p99Ms).toBeLessThanOrEqual(2);
  });

  it('D6 (S): take 200 copies of a request at two processes for one', { timeout: 300_000 }, async () => {
    const second = await start('api2', 'api');
    for (let key = 0; key < 5; key++) {
      const body = { comments: [{ source: 'copies', text: `第${key}条，物流很快` }] };
      const send = async (to: RunningService): Promise<string> => {
        for (;;) {
          const answer = await to.call('POST', '/v1/comments', body, { 'idempotency-key': `two-${key}` });
          if (answer.status === 202) return answer.body.items[0].id;
          expect(answer.body.code).toBe('idempotency_in_progress');
          // As it is told to wait.
          await pause(1000 * Number(answer.headers.get('retry-after')));
        }
      };
      const ids = await Promise.all(Array.from({ length: 200 }, (_, n) => send(n % 2 ? api : second)));
      expect(new Set(ids).size).toBe(1);
    }
    const [rows] = await cluster.query<{ n: string }>("select count(*) as n from comment where source = 'copies'");
    expect(rows!.n).toBe('5');
    await second.kill();
    record('D6', 'S: 1,000 copies under 5 keys at two processes are 5 comments');
  });

  it('A5 (S): refuse at one process the key and the session that end at the other', { timeout: 300_000 }, async () => {
    const second = await start('api3', 'api');
    const login = { login: 'two', password: firstPassword };
    const { body: user } = await api.call('POST', '/v1/users', { login: login.login, name: 'n', role: 'reader' });
    const { body: invite } = await api.call('POST', `/v1/users/${user.id}/invite`);
    const json = { 'content-type': 'application/json' };
    const token = { token: invite.token, password: login.password };
    await fetch(`${api.url}/v1/session/invite`, { method: 'POST', headers: json, body: JSON.stringify(token) });
    const signedIn = await fetch(`${api.url}/v1/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(login),
    });
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    const { body: made } = await api.call('POST', '/v1/keys', { name: 'k', scopes: ['read'] });
    const proofs: [Record<string, string>, () => Promise<unknown>][] = [
      [{ authorization: `Bearer ${made.key}` }, () => api.call('DELETE', `/v1/keys/${made.record.id}`)],
      [{ cookie }, () => api.call('PATCH', `/v1/users/${user.id}`, { disabled: true })],
    ];
    const longest: number[] = [];
    for (const [headers, end] of proofs) {
      const status = async () => (await fetch(`${second.url}/v1/workspace`, { headers })).status;
      expect(await status()).toBe(200);
      await end();
      const begun = performance.now();
      while ((await status()) !== 401) expect(performance.now() - begun).toBeLessThan(30_000);
      longest.push(performance.now() - begun);
    }
    await second.kill();
    const [key, session] = longest.map((ms) => ms.toFixed(0));
    record('A5', `S: revoked at one process, refused at the other: key after ${key} ms, session after ${session} ms`);
  });

  it('P2 (S): tell Redis no word of a comment', { timeout: 300_000 }, async () => {
    const told: string[] = [];
    const comments = Array.from({ length: 50 }, (_, n) => ({
      source: 'redis',
      externalId: `zqexternal${n}`,
      author: 'zqauthor',
      text: `zqtext 第${n}单，物流太慢`,
    }));
    await redis.command(async (commands) => {
      const monitor = await commands.monitor();
      monitor.on('monitor', (_time: string, args: string[]) => told.push(args.join(' ')));
      expect((await api.call('POST', '/v1/comments', { comments })).status).toBe(202);
      await untilAnalysed(api, 120_000);
      monitor.disconnect();
    });
    expect(told.some((command) => /analysis/.test(command))).toBe(true);
    expect(told.filter((command) => /zq(?:external|author|text)/.test(command))).toEqual([]);
    record('P2', `0 words of ${comments.length} comments in ${told.length} commands to Redis`);
  });

  if (sleeps)
    it('D8 (S): go on while a worker sleeps beyond its lease, and refuse what it saves then', {
      timeout: 400_000,
    }, async () => {
      const put = async (name: string) => {
        const comments = Array.from({ length: 1000 }, (_, n) => ({
          source: 'sleep',
          externalId: `${name}${n}`,
          text: `第${n}单，物流太慢`,
        }));
        expect((await api.call('POST', '/v1/comments', { comments })).status).toBe(202);
      };
      const held = async () => {
        const [row] = await cluster.query<{ n: string }>("select count(*) as n from outbox where token <> ''");
        return Number(row!.n);
      };
      const [sleeper, other] = workers;
      // What is in hand is the sleeper's then.
      other!.child.kill('SIGSTOP');
      await put('a');
      await eventually(async () => expect(await held()).toBeGreaterThan(0));
      sleeper!.child.kill('SIGSTOP');
      expect(await held()).toBeGreaterThan(0);
      other!.child.kill('SIGCONT');
      await untilAnalysed(api, 200_000);
      const analyses = 'select comment_id, analysed_at from analysis order by 1';
      const before = await cluster.query(analyses);
      sleeper!.child.kill('SIGCONT');
      await pause(3000);
      expect(await cluster.query(analyses)).toEqual(before);
      record(
        'D8',
        `S: a worker asleep for longer than its lease; ${before.length} analyses once each, none by its late save`,
      );
    });
});

describe('D4 control: who never looks for what is queued', () => {
  it('leaves it there when the ring is lost', async () => {
    const dir = tempDir();
    const store = await openTestStore(dir.path, Date.now);
    const scope = await newWorkspace(store, 'w');
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const run = (lookEveryMs: number) =>
      startAnalysis({ queue: createEmbeddedQueue(), work: store.work, pool: testPool, onError, lookEveryMs });
    const never = run(1e9);
    await pause(100);
    await store.comments.ingest(scope, [comment('+fast')]);
    await pause(1500);
    expect((await store.stats.summary(scope, {})).pending).toBe(1);
    await never.close();
    const looking = run(20);
    await eventually(async () => expect((await store.stats.summary(scope, {})).pending).toBe(0));
    await looking.close();
    await store.close();
    dir.remove();
    expect(errors).toEqual([]);
  });
});
