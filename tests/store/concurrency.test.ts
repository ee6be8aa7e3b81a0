import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { analyseAll, comment, newWorkspace, tempDir, words } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';
import { recountOnPostgres } from './recount.ts';

const there = await hasPostgres('two processes that write to one PostgreSQL');
/** Batches that each process sends to each workspace. */
const rounds = 8;

describe.skipIf(!there)('two processes on one PostgreSQL', () => {
  const folder = tempDir();
  let database: TestDatabase;
  const stores: Store[] = [];
  let scopes: Scope[];
  beforeAll(async () => {
    database = await createDatabase();
    for (let i = 0; i < 2; i++) {
      const options = { dataDir: folder.path, clock: Date.now, searchTerms: words, conflictThreshold: 0.5, readers: 2 };
      stores.push(await openStore({ ...options, databaseUrl: database.url }));
    }
    scopes = [await newWorkspace(stores[0]!, 'one'), await newWorkspace(stores[0]!, 'two')];
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await database.drop();
    folder.remove();
  });

  test('no comment, decision or count is lost or doubled while all kinds of writing go on at once', {
    timeout: 180_000,
  }, async () => {
    let decided = 0;
    const deleted = new Set<string>();
    let writing = true;
    const write = async (store: Store, scope: Scope, part: number) => {
      for (let round = 0; round < rounds; round++) {
        // Every second batch is one that the other process sends too.
        const shared = round % 2 === 0 ? 'both' : `part${part}`;
        const batch = Array.from({ length: 20 }, (_, i) =>
          comment(`w${i} +staff ${i % 3 === 0 ? '-slow !' : '?'} ${round % 4 === 0 ? part : ''}`, {
            externalId: `${shared}-${round}-${i}`,
            rating: 5,
          }),
        );
        await store.comments.ingest(scope, batch);
      }
    };
    const analyse = async (store: Store) => {
      while (writing) await analyseAll(store, 50);
    };
    const decide = async (store: Store, scope: Scope, reviewer: string) => {
      while (writing) {
        const id = await store.claims.next(scope, { reviewer, leaseMs: 60_000 });
        const item = id === null ? null : await store.reviews.get(scope, id);
        if (!item) continue;
        // Its comment may have been sent anew, or erased, in between.
        const { version } = item;
        const done = await store.reviews
          .decide(scope, item.id, { verdict: 'accept' }, { reviewer, version })
          .catch((error: { code?: string }) => {
            expect(['version_conflict', 'not_claimed', 'state_conflict']).toContain(error.code);
            return false;
          });
        if (done) decided++;
      }
    };
    const erase = async (store: Store, scope: Scope) => {
      while (writing) {
        const { items } = await store.comments.list(scope, {}, { limit: 3 });
        const last = items.at(-1);
        if (last && items.length === 3 && deleted.size < 20 && (await store.comments.delete(scope, last.comment.id))) {
          deleted.add(last.comment.id);
        }
      }
    };
    const others = [
      ...stores.map(analyse),
      decide(stores[0]!, scopes[0]!, 'ann'),
      decide(stores[1]!, scopes[0]!, 'ben'),
      decide(stores[0]!, scopes[1]!, 'cem'),
      erase(stores[1]!, scopes[1]!),
    ];
    await Promise.all(stores.flatMap((store, part) => scopes.map((scope) => write(store, scope, part))));
    await eventually(async () => expect(decided).toBeGreaterThan(20));
    writing = false;
    await Promise.all(others);
    await analyseAll(stores[0]!);

    for (const { workspaceId } of scopes) {
      const { kept, recounted } = await recountOnPostgres(database, workspaceId);
      expect(kept).toEqual(recounted);
      const [terms] = await database.query<{ kept: number; counted: number }>(
        `select (select comments from term where workspace_id = $1 and term = '')::int as kept,
          (select count(*) from analysis where workspace_id = $1)::int as counted`,
        [workspaceId],
      );
      expect(terms!.kept).toBe(terms!.counted);
    }
    const keys = (rounds / 2) * 20 + rounds * 20;
    const [rows] = await database.query<{ one: number; two: number; decisions: number; open: number; outbox: number }>(
      `select (select count(*) from comment where workspace_id = $1)::int as one,
        (select count(*) from comment where workspace_id = $2)::int as two,
        (select count(*) from audit where action = 'review.accept')::int as decisions,
        (select count(*) from comment where state <> 'analysed')::int as open,
        (select count(*) from outbox)::int as outbox`,
      scopes.map(({ workspaceId }) => workspaceId),
    );
    expect(rows).toMatchObject({ one: keys, decisions: decided, open: 0, outbox: 0 });
    // What was erased may have been sent once more, by the other process.
    expect(rows!.two).toBeGreaterThanOrEqual(keys - deleted.size);
    expect(rows!.two).toBeLessThanOrEqual(keys);
  });
});
