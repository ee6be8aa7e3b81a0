import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { seeded } from './ledger.ts';
import { overlaps, ReviewLedger, review, reviewViolations } from './reviewers.ts';
import { untilAnalysed } from './writers.ts';

const full = process.env.FAULT_ROUNDS !== undefined;
const kills = Math.min(40, Number(process.env.FAULT_ROUNDS ?? 5));
const comments = Number(process.env.FAULT_ITEMS ?? (full ? 2000 : 240));
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const reviewers = 16;
const leaseSeconds = 2;

describe(`${reviewers} reviewers, ${comments} items, ${kills} SIGKILLs (replay with FAULT_SEED=${seed})`, () => {
  it('every item is decided once, no decision is lost, none is held by two', { timeout: 900_000 }, async () => {
    const folder = temporaryFolder('review');
    const random = seeded(seed);
    let service = await startService(folder.path);
    await fill(service);
    const itemIds = await openItems(service);
    expect(itemIds.length).toBeGreaterThanOrEqual(comments);

    const ledger = new ReviewLedger();
    let done = false;
    const working = Promise.all(
      Array.from({ length: reviewers }, (_, n) =>
        review(`r${n}`, seed + n, ledger, { leaseSeconds, service: () => service, done: () => done }),
      ),
    );
    for (let kill = 0; kill < kills; kill++) {
      await pause(random() * 800);
      await service.kill();
      service = await startService(folder.path);
    }
    await untilDecided(service);
    done = true;
    await working;

    const { decisions, claims, integrity } = readDatabase(folder.path, await service.stop());
    expect(reviewViolations(ledger, decisions, itemIds).slice(0, 5)).toEqual([]);
    expect(overlaps(claims, leaseSeconds * 1000).slice(0, 5)).toEqual([]);
    expect(integrity).toBe('ok');
    const fates = [...ledger.sent.values()].map(({ fate }) => fate);
    const count = (fate: string) => fates.filter((one) => one === fate).length;
    console.info(
      `${itemIds.length} items, ${claims.length} claims, ${kills} kills: ${count('acknowledged')} decisions ` +
        `acknowledged, ${count('refused')} refused, ${count('unknown')} without an answer`,
    );
    folder.remove();
  });
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

function readDatabase(folder: string, exitCode: number | null) {
  expect(exitCode).toBe(0);
  const database = new Database(join(folder, 'huiyin.db'), { readonly: true });
  const decisions = database.prepare('select item_id as itemId, note from decision').all() as {
    itemId: string;
    note: string;
  }[];
  const claims = database
    .prepare("select subject as itemId, at from audit where action = 'review.claim' order by at, id")
    .all() as { itemId: string; at: string }[];
  const integrity = database.pragma('integrity_check', { simple: true });
  database.close();
  return { decisions, claims: claims.map(({ itemId, at }) => ({ itemId, at: Date.parse(at) })), integrity };
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
