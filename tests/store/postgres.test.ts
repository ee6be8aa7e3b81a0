import { describe } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { type StoreUnderTest, storeContract } from '../contracts/store.ts';
import { tempDir, words } from '../contracts/support.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';
import { recountOnPostgres } from './recount.ts';

/** Written apart from the store's own statements, on connections of its own. */
function create(): StoreUnderTest {
  const folder = tempDir();
  let database: TestDatabase;
  const tables = async (column = '%') =>
    database.query<{ name: string }>(
      `select distinct table_name as name from information_schema.columns
        where table_schema = 'public' and column_name like $1`,
      [column],
    );
  return {
    async open(clock) {
      database = await createDatabase();
      return openStore({
        dataDir: folder.path,
        databaseUrl: database.url,
        clock,
        searchTerms: words,
        conflictThreshold: 0.5,
      });
    },
    rollups: (id) => recountOnPostgres(database, id),
    strayCells: (id) =>
      database.query(
        `select k.comment_id, k.day, k.channel, k.source from (
            select workspace_id, comment_id, day, channel, source from keyword
            union all select workspace_id, comment_id, day, channel, comment_source from issue) k
          left join comment c on c.id = k.comment_id where k.workspace_id = $1
            and (k.day, k.channel, k.source) is distinct from (c.day, coalesce(c.channel, ''), c.source)`,
        [id],
      ),
    async rowCounts(id) {
      const counts: Record<string, number> = {};
      for (const { name } of await tables('workspace_id')) {
        const sql = `select count(*)::int as n from "${name}" where workspace_id = $1`;
        counts[name] = (await database.query<{ n: number }>(sql, [id]))[0]!.n;
      }
      return counts;
    },
    async onDisk(text) {
      for (const { name } of await tables()) {
        const found = await database.query(`select 1 from "${name}" t where strpos(t::text, $1) > 0 limit 1`, [text]);
        if (found.length > 0) return true;
      }
      return false;
    },
    async remove() {
      await database.drop();
      folder.remove();
    },
  };
}

const there = await hasPostgres('the contract of the store on PostgreSQL');
describe.skipIf(!there)('on PostgreSQL', () => storeContract('the store', create));
