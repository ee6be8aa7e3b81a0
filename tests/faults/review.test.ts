import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createDatabase, hasPostgres } from '../rig/postgres.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { seeded } from './ledger.ts';
import { overlaps, ReviewLedger, review, reviewViolations, type StoredDecision } from './reviewers.ts';
import { untilAnalysed } from './writers.ts';

const full = process.env.FAULT_ROUNDS !== undefined;
const kills = Math.min(40, Number(process.env.FAULT_ROUNDS ?? 5));
const comments = Number(process.env.FAULT_ITEMS ?? (full ? 2000 : 240));
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const reviewers = 16;
const leaseSeconds = 2;

/** The processes that reviewers work with, and what they leave in the database. */
interface Desk {
  processes: number;
  start(): Promise<RunningService>;
  /** Of the ended service. */
  query<Row extends object>(sql: string): Promise<Row[]>;
  remove(): Promise<void>;
}

async function embeddedDesk(): Promise<Desk> {
  const folder = temporaryFolder('review');
  return {
    processes: 1,
    start: () => startService(folder.path),
    async query<Row>(sql: string) {
      const database = new Database(`${folder.path}/huiyin.db`, { readonly: true });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      const rows = database.prepare(sql).all() as Row[];
      database.close();
      return rows;
    },
    async remove() {
      folder.remove();
    },
  };
}

async function sharedDesk(): Promise<Desk> {
  const database = await createDatabase();
  const folder = temporaryFolder('review');
  return {
    processes: 2,
    start: () => startService(folder.path, { DATABASE_URL: database.url }),
    query: (sql) => database.query(sql),
    async remove() {
      await database.drop();
      folder.remove();
    },
  };
}

const desks: [name: string, open: () => Promise<Desk>][] = [['SQLite, one process', embeddedDesk]];
if (await hasPostgres('16 reviewers on PostgreSQL')) desks.push(['PostgreSQL, two processes', sharedDesk]);

describe(`${reviewers} reviewers, ${comments} items, ${kills} SIGKILLs (replay with FAULT_SEED=${seed})`, () => {
  it.each(desks)(
    '%s: every item is decided once, no decision is lost, none is held by two',
    {
      timeout: 900_000,
    },
    async (name, open) => {
      const desk = await open();
      const random = seeded(seed);
      const services = [await desk.start()];
      while (services.length < desk.processes) services.push(await desk.start());
      await fill(services[0]!);
      const itemIds = await openItems(services[0]!);
      expect(itemIds.length).toBeGreaterThanOrEqual(comments);

      const ledger = new ReviewLedger();
      let done = false;
      const working = Promise.all(
        Array.from({ length: reviewers }, (_, n) =>
          review(`r${n}`, seed + n, ledger, {
            leaseSeconds,
            service: () => services[n % services.length]!,
            done: () => done,
          }),
        ),
      );
      for (let kill = 0; kill < kills; kill++) {
        await pause(random() * 800);
        const victim = kill % services.length;
        await services[victim]!.kill();
        services[victim] = await desk.start();
      }
      await untilDecided(services[0]!);
      done = true;
      await working;

      for (const service of services) expect(await service.stop()).toBe(0);
      const decisions = await desk.query<StoredDecision>('select item_id as "itemId", note from decision');
      const claims = await desk.query<{ itemId: string; at: string }>(
        `select subject as "itemId", at from audit where action = 'review.claim' order by at, id`,
      );
      expect(reviewViolations(ledger, decisions, itemIds).slice(0, 5)).toEqual([]);
      const held = claims.map(({ itemId, at }) => ({ itemId, at: Date.parse(at) }));
      expect(overlaps(held, leaseSeconds * 1000).slice(0, 5)).toEqual([]);
      const fates = [...ledger.sent.values()].map(({ fate }) => fate);
      const count = (fate: string) => fates.filter((one) => one === fate).length;
      console.info(
        `${name}: ${itemIds.length} items, ${claims.length} claims, ${kills} kills: ${count('acknowledged')} ` +
          `decisions acknowledged, ${count('refused')} refused, ${count('unknown')} without an answer`,
      );
      await desk.remove();
    },
  );
});

/** Praise in stars and anger in words: every one is a conflict. */
async function fill(service: RunningService): Promise<void> {
  for (let at = 0; at < comments; at += 500) {
    const batch = Array.from({ length: Math.min(500, comments - at) }, (_, n) => ({
      source: 'faults',
      externalId: `c${at + n}`,
      text: `第${at + n}单，客服态度极差，物流太慢了，非常失望，再也不买了`,
      rating: 5,
    }));
    const { status } = await service.call('POST', '/v1/comments', { comments: batch });
    expect(status).toBe(202);
  }
  await untilAnalysed(service);
}

async function openItems(service: RunningService): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await service.call('GET', `/v1/reviews?state=open&limit=200${cursor && `&cursor=${cursor}`}`);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.nextCursor === null) return ids;
    cursor = body.nextCursor;
  }
}

async function untilDecided(service: RunningService): Promise<void> {
  for (let open = 1; open > 0; await pause(200)) {
    const { body } = await service.call('GET', '/v1/reviews/counts');
    open = body.open + body.claimed;
  }
}

describe('control: planted faults are found', () => {
  const ledger = new ReviewLedger();
  ledger.sent.set('a', { itemId: '1', fate: 'acknowledged' });
  ledger.sent.set('b', { itemId: '2', fate: 'refused' });
  ledger.sent.set('c', { itemId: '2', fate: 'unknown' });
  const items = ['1', '2'];
  const sound = [
    { itemId: '1', note: 'a' },
    { itemId: '2', note: 'c' },
  ];
  it.each([
    ['nothing', sound, []],
    ['a lost decision', sound.slice(1), ['1: decided 0 times', '1: lost']],
    ['a second decision', [...sound, { itemId: '1', note: 'a' }], ['1: decided 2 times']],
    ['a refused decision', [sound[0]!, { itemId: '2', note: 'b' }], ['2: has a refused decision']],
    ['a decision of nobody', [sound[0]!, { itemId: '2', note: 'x' }], ['2: decided by nobody']],
    ['a decision on another item', [sound[0]!, { itemId: '2', note: 'a' }], ['2: has the decision on another item']],
  ])('%s', (_, stored, expected) => {
    expect(reviewViolations(ledger, stored, items)).toEqual(expected);
  });

  it('two claims at once', () => {
    const claims = [0, 2000, 3999].map((at) => ({ itemId: '1', at }));
    expect(overlaps(claims, 2000)).toEqual(['1: claimed 1999 ms after another claim']);
  });
});
