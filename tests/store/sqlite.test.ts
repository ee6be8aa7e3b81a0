import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type StoreUnderTest, storeContract } from '../contracts/store.ts';
import { openTestStore, tempDir } from '../contracts/support.ts';

const measures = `count(*) as comments, sum(coalesce(a.score, 0)) as score_sum,
  count(iif(a.rating_valid = 0, null, c.rating)) as rated,
  sum(iif(a.rating_valid = 0, 0, coalesce(c.position, 0))) as position_sum,
  sum(iif(a.rating_valid = 0, 0, coalesce(c.csat, 0))) as csat,
  sum(coalesce(a.issue_count > 0, 0)) as covered`;
const leaf = `case when min(label_rank) < 0 and max(label_rank) > 0 then 'mixed'
  when max(label_rank) > 0 then 'positive' when min(label_rank) < 0 then 'negative' else 'neutral' end`;

/** Written apart from the store's own statements, on a connection of its own. */
function create(): StoreUnderTest {
  const dir = tempDir();
  const read = <T>(use: (db: Database.Database) => T): T => {
    const db = new Database(join(dir.path, 'huiyin.db'), { readonly: true });
    try {
      return use(db);
    } finally {
      db.close();
    }
  };
  return {
    open: (clock) => openTestStore(dir.path, clock),
    rollups: (id) =>
      read((db) => ({
        kept: db
          .prepare(`select day, channel, source, leaf, label, comments, score_sum, rated, position_sum, csat, covered
            from rollup where workspace_id = ? order by day, channel, source, leaf, label`)
          .all(id),
        recounted: db
          .prepare(`select * from (
            select c.day, coalesce(c.channel, '') as channel, c.source, '' as leaf, coalesce(a.label, c.state) as label, ${measures}
            from comment c left join analysis a on a.comment_id = c.id where c.workspace_id = @id group by 1, 2, 3, 4, 5
            union all
            select c.day, coalesce(c.channel, ''), c.source, l.code, l.label, ${measures}
            from (select comment_id, code, ${leaf} as label from issue
              where workspace_id = @id and withdrawn = 0 group by 1, 2) l
            join comment c on c.id = l.comment_id left join analysis a on a.comment_id = c.id group by 1, 2, 3, 4, 5)
            order by day, channel, source, leaf, label`)
          .all({ id }),
      })),
    strayCells: (id) =>
      read((db) =>
        db
          .prepare(`select k.comment_id, k.day, k.channel, k.source from (
              select workspace_id, comment_id, day, channel, source from keyword
              union all select workspace_id, comment_id, day, channel, comment_source from issue) k
            left join comment c on c.id = k.comment_id where k.workspace_id = ?
              and (k.day, k.channel, k.source) is not (c.day, coalesce(c.channel, ''), c.source)`)
          .all(id),
      ),
    rowCounts: (id) =>
      read((db) => {
        const tables = db
          .prepare(`select m.name from sqlite_schema m join pragma_table_info(m.name) c on c.name = 'workspace_id'
            where m.type = 'table'`)
          .pluck()
          .all() as string[];
        const count = (table: string) =>
          db.prepare(`select count(*) from ${table} where workspace_id = ?`).pluck().get(id) as number;
        return Object.fromEntries(tables.map((table) => [table, count(table)]));
      }),
    onDisk: (text) => readdirSync(dir.path).some((file) => readFileSync(join(dir.path, file)).includes(text)),
    remove: dir.remove,
  };
}

storeContract('the embedded store', create);
