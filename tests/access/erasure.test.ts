/** Bar P3: who is erased is in no file of the data folder any more, and a backup that is restored is erased again. */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import type { Job, Scope } from '../../src/feedback/read.ts';
import { rejectedPath } from '../../src/jobs/rejected.ts';
import { analyseAll, comment, createClock, openTestStore, tempDir } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type House, openHouse } from './house.ts';

const canaries = ['zqperson', 'zqtextone', 'zqtexttwo', 'zqnoteonit', 'zqexternal'];
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Which canaries are in which files below the folder. */
function found(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return found(path);
    const bytes = readFileSync(path);
    return canaries.filter((canary) => bytes.includes(canary)).map((canary) => `${name} ${canary}`);
  });
}

const author = 'zqperson 王小明';

/** Somebody who has left traces everywhere. Answers the comments. */
async function leaveTraces(house: House, { scope, keys, own }: Furnished): Promise<string[]> {
  const { store, jobs, rig, dataDir } = house;
  await store.webhooks.change(scope, own.webhook.id, { enabled: true });
  const sent = ['zqtextone -late !', 'zqtexttwo +kind -late'].map((text, i) => ({
    source: 's',
    externalId: `zqexternal ${i}`,
    text,
    author,
    channel: 'shop',
    rating: 5,
  }));
  const posted = await rig.call('POST', '/v1/comments', {
    key: keys.admin,
    json: { comments: sent },
    headers: { 'idempotency-key': 'once' },
  });
  const ids: string[] = posted.json.items.map(({ id }: { id: string }) => id);
  await analyseAll(store);
  const issue = (await store.issues.list(scope, { commentId: ids[0]! }, { limit: 1 })).items[0]!;
  await store.issues.patch(scope, issue.id, { note: 'zqnoteonit', assignee: 'me' });
  const item = (await store.reviews.add(scope, ids[0]!, { note: 'zqnoteonit' }))!;
  await store.claims.claim(scope, item, { leaseMs: 60_000 });
  await store.reviews.decide(scope, item, { verdict: 'accept' }, { note: 'zqnoteonit', version: null });
  await store.savedFilters.create(scope, { name: 'of one', filter: { author: [author, 'somebody else'] } });
  await store.quality.block(scope, 'scan', [['author', author]], { deviceKey: 'device', excluded: false });
  const period = { from: '2026-01-01', to: new Date().toISOString().slice(0, 10) };
  const order = { title: 'r', period, filters: { author: [author] }, language: 'en' as const, compareWith: null };
  const report = await jobs.startReport(scope, order);
  await ended(house, scope, report.jobId);
  const dryRun = await store.jobRows.create(scope, 'import', { file: { path: '/x', name: 'x', bytes: 1 } });
  await store.jobRows.start(scope, dryRun.id);
  await store.jobRows.end(scope, dryRun.id, {
    state: 'succeeded',
    result: { dryRun: true, preview: [{ text: 'zqtextone', author }, { text: 'another' }] },
  });
  const path = rejectedPath(dataDir, scope.workspaceId, dryRun.id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `row,code,detail,a,b\n2,text_empty,,${author},zqtextone\n3,text_empty,,b,c\n`);
  return ids;
}

async function ended(house: House, scope: Scope, jobId: string): Promise<Job> {
  return eventually(async () => {
    const job = (await house.store.jobRows.get(scope, jobId))!;
    expect(['succeeded', 'failed']).toContain(job.state);
    return job;
  });
}

/** An import or sample that is under way would refuse the erasure. */
async function settled(house: House, scope: Scope): Promise<void> {
  house.jobs.look('sample');
  await eventually(async () => {
    const { items } = await house.store.jobRows.list(scope, { limit: 100 });
    expect(items.filter(({ state }) => state === 'queued' || state === 'running')).toEqual([]);
  });
}

async function open(dataDir?: string): Promise<House> {
  const house = await openHouse(dataDir === undefined ? {} : { dataDir });
  closing.push(() => house.close());
  return house;
}

test('P3 an author is erased from every file, with a balance, and nobody else is', async () => {
  const folder = tempDir();
  closing.push(() => folder.remove());
  const house = await openHouse({ dataDir: folder.path });
  const own = await furnish(house, 'a', 100);
  const { scope } = own;
  const ids = await leaveTraces(house, own);
  await settled(house, scope);
  const others = (await house.store.stats.summary(scope, {})).comments - ids.length;
  // The control: it was all there.
  for (const canary of canaries) expect(found(folder.path).join(), canary).toContain(canary);

  const asked = { author, retrain: false };
  const started = await house.rig.call('POST', '/v1/erasures', { key: own.keys.admin, json: asked });
  expect(started.status, started.text).toBe(202);
  expect((await ended(house, scope, started.json.jobId)).result).toEqual({
    found: 2,
    erased: 2,
    documents: expect.any(Number),
    rejectedRows: 1,
    uploads: 0,
    trainingJobId: null,
  });
  const listed = await house.rig.call('GET', '/v1/erasures', { key: own.keys.admin });
  expect(listed.json.items).toMatchObject([{ id: started.json.id, status: 'succeeded', found: 2, erased: 2 }]);
  for (const id of ids) expect(await house.store.comments.get(scope, id)).toBeNull();
  expect((await house.store.stats.summary(scope, {})).comments).toBe(others);
  expect((await house.store.savedFilters.list(scope)).find(({ name }) => name === 'of one')!.filter).toEqual({
    author: ['—', 'somebody else'],
  });
  const audit = await house.store.audit.list(scope, { action: ['erasure'] }, { limit: 9 });
  expect(audit.items).toMatchObject([{ action: 'erasure.create', detail: { author: true, externalIds: 0 } }]);
  // The same request again does not bring it back.
  const again = await house.rig.call('POST', '/v1/comments', {
    key: own.keys.admin,
    json: { comments: [{ source: 's', text: 'unrelated' }] },
    headers: { 'idempotency-key': 'once-more' },
  });
  expect(again.status).toBe(202);
  await house.close();
  expect(found(folder.path)).toEqual([]);
}, 120_000);

test('P3 control: deleting the row alone leaves the words behind', async () => {
  const folder = tempDir();
  closing.push(() => folder.remove());
  const store = await openTestStore(folder.path, Date.now);
  const scope = { workspaceId: await store.workspaces.add({ name: 'w', taxonomy: 'cx' }), actor: 'system' };
  await store.comments.ingest(scope, [comment('zqtextone -late', { author })]);
  await analyseAll(store);
  await store.close();
  const database = new Database(join(folder.path, 'huiyin.db'));
  database.pragma('secure_delete = OFF');
  database.exec('delete from comment');
  database.close();
  expect(found(folder.path)).toContain('huiyin.db zqtextone');
});

test('P3 external ids are erased, of one source or of all; the job cannot be called off', async () => {
  const house = await open();
  const own = await furnish(house, 'a', 100);
  const { store } = house;
  await settled(house, own.scope);
  const both = ['one', 'two'].map((source) => comment('text', { source, externalId: 'same' }));
  const [first, second] = await store.comments.ingest(own.scope, both);
  const erase = async (json: object) => {
    const { status, json: body } = await house.rig.call('POST', '/v1/erasures', { key: own.keys.admin, json });
    expect(status).toBe(202);
    expect((await house.rig.call('DELETE', `/v1/jobs/${body.jobId}`, { key: own.keys.admin })).status).toBe(409);
    return (await ended(house, own.scope, body.jobId)).result;
  };
  expect(await erase({ externalIds: ['same'], source: 'one' })).toMatchObject({ found: 1, erased: 1 });
  expect(await store.comments.get(own.scope, first!.id)).toBeNull();
  expect(await store.comments.get(own.scope, second!.id)).not.toBeNull();
  expect(await erase({ externalIds: ['same', 'never'] })).toMatchObject({ found: 1, erased: 1 });
  expect(await erase({ author: 'nobody of that name' })).toMatchObject({ found: 0, erased: 0 });
  const running = await store.jobRows.create(own.scope, 'import', {});
  const refused = await house.rig.call('POST', '/v1/erasures', { key: own.keys.admin, json: { author: 'x' } });
  expect(refused.json.code).toBe('state_conflict');
  await store.jobRows.cancel(own.scope, running.id);
}, 120_000);

test('P3 a backup from before is erased again at the next start', async () => {
  const folder = tempDir();
  const backup = tempDir();
  closing.push(
    () => folder.remove(),
    () => backup.remove(),
  );
  const first = await openHouse({ dataDir: folder.path });
  const own = await furnish(first, 'a', 100);
  await leaveTraces(first, own);
  await settled(first, own.scope);
  await first.close();
  cpSync(join(folder.path, 'huiyin.db'), join(backup.path, 'huiyin.db'));

  const second = await openHouse({ dataDir: folder.path });
  const { jobId } = await second.jobs.startErasure(own.scope, { author }, false);
  await ended(second, own.scope, jobId);
  await second.close();
  expect(found(folder.path).filter((line) => line.startsWith('huiyin.db'))).toEqual([]);

  cpSync(join(backup.path, 'huiyin.db'), join(folder.path, 'huiyin.db'));
  expect(found(folder.path)).toContain('huiyin.db zqtextone');
  const third = await openHouse({ dataDir: folder.path });
  await eventually(async () => {
    const erasures = await third.store.erasures.list(own.scope);
    expect(erasures).toMatchObject([{ status: 'succeeded', found: 2, erased: 2 }]);
  });
  await third.close();
  expect(found(folder.path)).toEqual([]);
}, 180_000);

test('comments past the retention time of their workspace go, step by step, and only those', async () => {
  const folder = tempDir();
  closing.push(() => folder.remove());
  const clock = createClock();
  const store = await openTestStore(folder.path, clock);
  const add = async (name: string) => ({
    workspaceId: await store.workspaces.add({ name, taxonomy: 'cx' }),
    actor: 'system',
  });
  const [kept, swept] = [await add('kept'), await add('swept')];
  const lot = Array.from({ length: 600 }, (_, i) => comment(`zqtextone ${i}`, { externalId: `e${i}` }));
  for (const scope of [kept, swept]) await store.comments.ingest(scope, lot);
  await store.workspaces.update(swept, { retentionDays: 30 });
  clock.advance(29 * 86_400_000);
  await store.comments.ingest(swept, [comment('young')]);
  await store.sweep();
  const count = async (scope: Scope) => (await store.stats.summary(scope, {})).comments;
  expect(await count(swept)).toBe(601);
  clock.advance(2 * 86_400_000);
  await store.sweep();
  expect(await count(swept)).toBe(101);
  clock.advance(60_000);
  await store.sweep();
  expect([await count(kept), await count(swept)]).toEqual([600, 1]);
  const audit = await store.audit.list(swept, { action: ['retention'] }, { limit: 9 });
  expect(audit.items.map(({ detail }) => detail)).toEqual([
    { comments: 100, days: 30 },
    { comments: 500, days: 30 },
  ]);
  await store.close();
});
