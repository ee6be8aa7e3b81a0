import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { SqliteCompiler } from '../../src/store/database/either.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openTestStore, tempDir } from '../contracts/support.ts';

/** The folder as a version left it that knew only the migrations up to `last`. */
async function oldFolder(path: string, last: string, statements: string[]): Promise<void> {
  const database = new Database(join(path, 'huiyin.db'));
  const createQueryCompiler = () => new SqliteCompiler();
  const db = new Kysely<object>({ dialect: Object.assign(new SqliteDialect({ database }), { createQueryCompiler }) });
  database.exec('create table migration (name text primary key, applied_at text not null)');
  for (const { name, up } of migrations) {
    await up(db);
    database.prepare("insert into migration values (?, '2026-01-01')").run(name);
    if (name === last) break;
  }
  for (const statement of statements) database.exec(statement);
  await db.destroy();
}

test('a queue from before there were leases is in order, open and can be worked', async () => {
  const dir = tempDir();
  const items = [
    ['c1', 0.9, '2026-02-20'],
    ['c2', 0.5, '2026-01-20'],
    ['c3', 0.9, '2026-02-21'],
  ].flatMap(([id, priority, day], n) => [
    `insert into comment (workspace_id, id, source, text, content_hash, revision, rating, scale_min, scale_max, occurred_at,
       occurred_given, received_at, day, masked, state) values ('w', '${id}', 's', 't', '', 1, 5, 1, 5, '${day}', 1, '${day}',
       '${day}', '[]', 'analysed')`,
    `insert into analysis values ('w', '${id}', 1, 'negative', -500000, 0.9, 'zh-Hans', 'complaint', 'none', null, 0, 0, '${day}')`,
    `insert into analysis_body values ('w', '${id}', '{"sentiment":{"label":"negative","score":-0.5,"confidence":0.9},"conflict":null,"issues":[],"quality":[],"versions":{}}', '[]')`,
    `insert into review_item values ('w', 'i${n + 1}', '${id}', 'low_confidence', ${priority}, 'open', '${day}T00:00:00.000Z')`,
  ]);
  const workspace = "insert into workspace values ('w', 'w', 'cx', null, '2026-01-01')";
  await oldFolder(dir.path, '0004-topic-jobs', [workspace, ...items]);
  const store = await openTestStore(dir.path, () => Date.parse('2026-03-01T00:00:00Z'));
  const scope = { workspaceId: 'w', actor: 'system' };
  const { items: queue } = await store.reviews.list(scope, { state: ['open'] }, { limit: 9 });
  expect(queue.map(({ id }) => id)).toEqual(['i2', 'i1', 'i3']);
  const id = await store.claims.next(scope, { leaseMs: 1000 });
  await store.reviews.decide(scope, id!, { verdict: 'accept' }, { version: 2 });
  expect(await store.reviews.counts(scope)).toMatchObject({ open: 2, done: 1 });
  await store.close();
  dir.remove();
});

test('comments from before there were cells are counted by source, day and channel', async () => {
  const dir = tempDir();
  const comments = [
    ['c1', 'survey', 'app', '2026-01-20', 'good', 'negative', -500000],
    ['c2', 'survey', null, '2026-01-21', 'good', 'positive', 500000],
    ['c3', 'tickets', 'app', '2026-01-20', 'slow', 'negative', -250000],
  ] as const;
  const rows = comments.flatMap(([id, source, channel, day, term, label, score]) => [
    `insert into comment (workspace_id, id, source, channel, text, content_hash, revision, rating, scale_min, scale_max,
       position, ten_point, csat, nps, occurred_at, occurred_given, received_at, day, metadata, masked, state) values ('w', '${id}',
       '${source}', ${channel ? `'${channel}'` : 'null'}, 't', '', 1, 5, 1, 5, 1000000, 10000000, 1, 1, '${day}T00:00:00.000Z', 1, '${day}T00:00:00.000Z',
       '${day}', ${channel ? `'{"shop":"${id}","size":"1"}'` : 'null'}, '[]', 'analysed')`,
    `insert into analysis (workspace_id, comment_id, revision, label, score, confidence, language, kind, escalation,
       conflict_flagged, issue_count, analysed_at)
       values ('w', '${id}', 1, '${label}', ${score}, 0.9, 'zh-Hans', 'complaint', 'none', 0, 1, '${day}')`,
    `insert into keyword values ('w', '${id}', '${term}', 10000, 0)`,
    `insert into issue (workspace_id, id, comment_id, code, path, kind, label, label_rank, score, confidence, escalation,
       severity, evidence, source, department, sla_hours, state, created_at, updated_at, due_at, day, channel, needs_action,
       touched) values ('w', 'i-${id}', '${id}', 'a.b', '["b"]', 'complaint', '${label}', ${Math.sign(score)}, 0, 0.9, 'none',
       0.5, '[]', 'rule', 'd', 24, 'open', '${day}', '${day}', '${day}', '${day}', '${channel ?? ''}', 1, 0)`,
  ]);
  const terms = [
    "insert into term values ('w', 'good', 2, 2, 20000, 0)",
    "insert into term values ('w', 'slow', 1, 1, 10000, 0)",
  ];
  const workspace = `insert into workspace (id, name, taxonomy, created_at) values ('w', 'w', 'cx', '2026-01-01')`;
  await oldFolder(dir.path, '0014-saved-filters', [workspace, ...rows, ...terms]);
  const store = await openTestStore(dir.path, () => Date.parse('2026-03-01T00:00:00Z'));
  const scope = { workspaceId: 'w', actor: 'system' };
  const bySource = await store.stats.breakdown(scope, {}, 'source');
  expect(bySource).toMatchObject([
    { key: 'survey', comments: 2, positive: 1, negative: 1, meanRating: 5 },
    { key: 'tickets', comments: 1, negative: 1 },
  ]);
  const parts = [{}, { source: ['survey'] }, { channel: ['', 'web'] }, { from: '2026-01-20', to: '2026-01-20' }];
  for (const part of parts) {
    const counted = { ...part, metadata: {} };
    expect(await store.stats.summary(scope, part)).toEqual(await store.stats.summary(scope, counted));
    for (const by of ['label', 'source', 'channel'] as const)
      expect(await store.stats.breakdown(scope, part, by)).toEqual(await store.stats.breakdown(scope, counted, by));
    const find = (filter: object) => store.keywords.find(scope, { filter, limit: 9, beside: 0, compare: null });
    expect(await find(part)).toEqual(await find(counted));
  }
  for (const [metadata, comments] of [
    [{ size: ['1'] }, 2],
    [{ shop: ['c1', 'c2'], size: ['1'] }, 1],
  ] as const)
    expect(await store.stats.summary(scope, { metadata: metadata as never })).toMatchObject({ comments });
  expect((await store.stats.summary(scope, { source: ['survey'] })).issues).toEqual({ open: 2, overdue: 2 });
  await store.close();
  dir.remove();
});
