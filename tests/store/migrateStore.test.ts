import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import { type MoveOptions, migrateStore } from '../../src/store/migrateStore.ts';
import type { ModelFile, ModelFiles, MovedTable } from '../../src/store/moveModels.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, tempDir, words } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';
import { startService, untilReady } from '../rig/service.ts';

const there = await hasPostgres('moving a store to PostgreSQL and back');

/** A folder of models, by workspace and version. */
function folderOf(models: Map<string, readonly ModelFile[]>): ModelFiles {
  const keyOf = ({ workspaceId, version }: { workspaceId: string; version: number }) => `${workspaceId}/${version}`;
  return {
    read: (model) => [...(models.get(keyOf(model)) ?? [])],
    place: (model, files) => void models.set(keyOf(model), files),
  };
}

const move = (options: Omit<MoveOptions, 'models'>, models = new Map<string, readonly ModelFile[]>()) =>
  migrateStore({ ...options, models: folderOf(models) });

describe.skipIf(!there)('moving a store', () => {
  const folder = tempDir();
  const back = tempDir();
  const clock = createClock();
  const models = new Map<string, readonly ModelFile[]>();
  const open = (dataDir: string, databaseUrl: string | null = null): Promise<Store> =>
    openStore({ dataDir, databaseUrl, clock, searchTerms: words, conflictThreshold: 0.5, readers: 1 });
  let database: TestDatabase;
  let scopes: Scope[];
  let before: unknown;
  let there: MovedTable[];

  beforeAll(async () => {
    database = await createDatabase();
    const store = await open(folder.path);
    scopes = [await newWorkspace(store, 'one'), await newWorkspace(store, 'two')];
    await fill(store, scopes);
    before = await readAll(store, scopes);
    await store.close();
    addBytes(folder.path, scopes[0]!);
    // The weights are of two parts as rows, and one file is empty.
    models.set(`${scopes[0]!.workspaceId}/3`, [
      { name: 'manifest.json', content: Buffer.from('{}') },
      { name: 'empty.bin', content: Buffer.alloc(0) },
      { name: 'weights.bin', content: randomBytes(1_500_000) },
    ]);
    there = await move({ from: { dataDir: folder.path }, to: { dataDir: '', databaseUrl: database.url } }, models);
  });
  afterAll(async () => {
    await database.drop();
    folder.remove();
    back.remove();
  });

  test('PostgreSQL answers what the folder answered, and gives out no number twice', async () => {
    expect(there.find(({ table }) => table === 'comment')).toMatchObject({ rows: 118 });
    expect(there.find(({ table }) => table === 'topic_model')).toMatchObject({ rows: 1 });
    const [bytes] = await database.query<{ bytes: Buffer }>('select bytes from topic_model');
    expect([...bytes!.bytes]).toEqual([0, 255, 128, 10]);
    const store = await open(folder.path, database.url);
    expect(await readAll(store, scopes)).toEqual(before);
    await store.close();
    const [next] = await database.query<{ n: number }>(
      "select nextval(pg_get_serial_sequence('comment', 'seq'))::int as n",
    );
    expect(next!.n).toBe(123);
  });

  test('neither is written over, nor read while a service is there', async () => {
    const server = { dataDir: '', databaseUrl: database.url };
    const state = { code: 'state_conflict' };
    await expect(move({ from: { dataDir: folder.path }, to: server })).rejects.toMatchObject({
      ...state,
      message: expect.stringContaining('not empty'),
    });
    const store = await open(folder.path);
    await expect(move({ from: server, to: { dataDir: folder.path } })).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('another process'),
    });
    await store.close();
    const other = await open(folder.path, database.url);
    await other.health.ping();
    await expect(move({ from: server, to: { dataDir: back.path } })).rejects.toMatchObject(state);
    await other.close();
    await expect(move({ from: { dataDir: join(back.path, 'none') }, to: server })).rejects.toMatchObject(state);
  });

  test('a service that has nothing to do is noticed, on either side and whatever its address calls it', {
    timeout: 120_000,
  }, async () => {
    const used = await createDatabase();
    const own = tempDir();
    const url = new URL(used.url);
    url.searchParams.set('application_name', 'mine');
    const idle = await startService(own.path, { DATABASE_URL: url.href, HUIYIN_ROLE: 'api' });
    await untilReady(idle);
    // It writes nothing any more, and has let the connections go that it does not need.
    await eventually(async () => expect(await namesOf(used)).toEqual(['huiyin reader']));
    const server = { dataDir: '', databaseUrl: used.url };
    const noticed = { code: 'state_conflict', message: expect.stringContaining('a service is connected') };
    await expect(move({ from: server, to: { dataDir: back.path } })).rejects.toMatchObject(noticed);
    await expect(move({ from: { dataDir: folder.path }, to: server })).rejects.toMatchObject(noticed);
    expect(await idle.stop()).toBe(0);
    expect(await namesOf(used)).toEqual([]);
    await used.drop();
    own.remove();
  });

  test('a service that comes while rows are moved is noticed too, and nothing of them stays', async () => {
    const empty = await createDatabase();
    let come: Promise<Store> | null = null;
    const onProgress = () => {
      come ??= open(folder.path, empty.url);
    };
    const to = { dataDir: '', databaseUrl: empty.url };
    await expect(move({ from: { dataDir: folder.path }, to, onProgress }, models)).rejects.toMatchObject({
      code: 'state_conflict',
      message: expect.stringContaining('a service is connected'),
    });
    expect(await empty.query('select 1 from workspace')).toEqual([]);
    await (await come!).close();
    await empty.drop();
  });

  test('tables of another version are refused', async () => {
    const [last] = await database.query<{ name: string }>(
      `delete from migration where name = (select max(name) from migration) returning name`,
    );
    const server = { dataDir: '', databaseUrl: database.url };
    await expect(move({ from: server, to: { dataDir: back.path } })).rejects.toMatchObject({
      code: 'state_conflict',
      message: expect.stringContaining(last!.name),
    });
    await database.query(`insert into migration values ($1, '')`, [last!.name]);
  });

  test('a move that fails leaves the target empty, and may be tried again', async () => {
    const empty = await createDatabase();
    const to = { dataDir: '', databaseUrl: empty.url };
    const stop = new Error('stopped');
    const fails = move({
      from: { dataDir: folder.path },
      to,
      onProgress: (share) => {
        if (share > 0.5) throw stop;
      },
    });
    await expect(fails).rejects.toBe(stop);
    expect(await empty.query('select 1 from workspace')).toEqual([]);
    expect(await move({ from: { dataDir: folder.path }, to }, models)).toEqual(there);
    await empty.drop();
  });

  test('the way back gives the same rows, numbers and findings', async () => {
    const placed = new Map<string, readonly ModelFile[]>();
    const places = { from: { dataDir: '', databaseUrl: database.url }, to: { dataDir: back.path } };
    const moved = await move(places, placed);
    expect(sorted(placed)).toEqual(sorted(models));
    // A start renews the note of the last start, which is a setting; files of models are rows there, and files here.
    const others = ['setting', 'stored_file', 'stored_part'];
    const kept = (tables: MovedTable[]) => tables.filter(({ table }) => !others.includes(table));
    expect(kept(moved).at(-1)).toMatchObject({ table: 'model files', rows: 3 });
    const db = new Sqlite(join(back.path, 'huiyin.db'));
    expect(db.prepare('select count(*) as n from stored_file').get()).toEqual({ n: 0 });
    db.close();
    expect(kept(moved)).toEqual(kept(there));
    const store = await open(back.path);
    expect(await readAll(store, scopes)).toEqual(before);
    const scope = scopes[0]!;
    await store.comments.ingest(scope, [comment('new 新词')]);
    await analyseAll(store);
    expect((await store.comments.list(scope, { text: '新词' }, { limit: 5 })).items).toHaveLength(1);
    await store.close();
  });
});

async function fill(store: Store, scopes: Scope[]): Promise<void> {
  for (const [index, scope] of scopes.entries()) {
    const sent = await store.comments.ingest(
      scope,
      Array.from({ length: 60 }, (_, i) =>
        comment(`word${i % 7} +staff -slow 物流 很快 ${index} Ärger? "a'b\\ ${i % 5 === 0 ? '!' : ''}`, {
          externalId: `e${i}`,
          rating: (i % 5) + 1,
          channel: i % 2 === 0 ? 'app' : 'shop',
          occurredAt: `2026-02-${String((i % 28) + 1).padStart(2, '0')}T00:00:00.000Z`,
        }),
      ),
    );
    await analyseAll(store);
    await store.comments.ingest(scope, [comment('changed 物流 慢', { externalId: 'e3' })]);
    await analyseAll(store);
    const id = (await store.claims.next(scope, { reviewer: 'ann', leaseMs: 60_000 }))!;
    const { version } = (await store.reviews.get(scope, id))!;
    await store.reviews.decide(scope, id, { verdict: 'accept' }, { reviewer: 'ann', version });
    await store.comments.delete(scope, sent.at(-1)!.id);
  }
}

/** Models are bytes; here is one without a run that would take long. */
function addBytes(dataDir: string, { workspaceId }: Scope): void {
  const db = new Sqlite(join(dataDir, 'huiyin.db'));
  db.prepare(
    `insert into topic_run (workspace_id, id, state, request, created_at) values (?, 'r', 'failed', '{}', '')`,
  ).run(workspaceId);
  db.prepare(`insert into topic_model (workspace_id, run_id, hash, bytes) values (?, 'r', 'h', ?)`).run(
    workspaceId,
    Buffer.from([0, 255, 128, 10]),
  );
  db.prepare(
    `insert into workspace_model (workspace_id, version, job_id, body, created_at) values (?, 3, 'j', '{}', '')`,
  ).run(workspaceId);
  db.close();
}

/** What the server calls the connections of services, each name once. */
async function namesOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>(`select distinct application_name as name from pg_stat_activity
    where datname = current_database() and application_name <> ''`);
  return rows.map(({ name }) => name);
}

const sorted = (models: Map<string, readonly ModelFile[]>) =>
  [...models].map(([key, files]) => [
    key,
    [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, content }) => [name, Buffer.from(content)]),
  ]);

async function readAll(store: Store, scopes: Scope[]): Promise<unknown> {
  const page = { limit: 100 };
  return Promise.all(
    scopes.map(async (scope) => ({
      comments: (await store.comments.list(scope, {}, page)).items,
      found: await Promise.all(
        ['物流', '物流 很快', 'word3', 'ärger', "a'b", '慢', 'nothing'].map(async (text) =>
          (await store.comments.list(scope, { text }, page)).items.map((item) => item.comment.text),
        ),
      ),
      summary: await store.stats.summary(scope, {}),
      trend: await store.stats.trend(scope, {}, 'day'),
      decisions: (await store.decisions.list(scope, {}, page)).items,
    })),
  );
}
