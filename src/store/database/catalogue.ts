/** What tables there are, read from the embedded database; those of PostgreSQL have the same names, columns and keys. */
import { type QueryExecutorProvider, sql } from 'kysely';

export interface Table {
  name: string;
  columns: string[];
  /** The primary key. */
  key: string[];
  /** The column that the database numbers, if there is one. */
  numbered: string | null;
}

interface ColumnRow {
  name: string;
  pk: number;
}

/** All tables of rows, each after those that it refers to; the index of words is none, nor is the list of migrations. */
export async function readTables(sqlite: QueryExecutorProvider): Promise<Table[]> {
  const { rows } = await sql<{ name: string; code: string }>`
    select l.name, s.sql as code from pragma_table_list l join sqlite_schema s on s.name = l.name
    where l.schema = 'main' and l.type = 'table' and l.name not like 'sqlite_%' and l.name <> 'migration'
    order by l.name`.execute(sqlite);
  const parents = new Map<string, string[]>();
  const tables: Table[] = [];
  for (const { name, code } of rows) {
    const references = await sql<{ parent: string }>`
      select distinct "table" as parent from pragma_foreign_key_list(${name})`.execute(sqlite);
    parents.set(
      name,
      references.rows.map(({ parent }) => parent).filter((parent) => parent !== name),
    );
    tables.push(await readTable(sqlite, name, code));
  }
  return parentsFirst(tables, parents);
}

async function readTable(sqlite: QueryExecutorProvider, name: string, code: string): Promise<Table> {
  const { rows } = await sql<ColumnRow>`select name, pk from pragma_table_info(${name}) order by cid`.execute(sqlite);
  const key = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    name,
    columns: rows.map((row) => row.name),
    key: key.map((row) => row.name),
    numbered: /\bautoincrement\b/i.test(code) ? key[0]!.name : null,
  };
}

function parentsFirst(tables: Table[], parents: Map<string, string[]>): Table[] {
  const sorted: Table[] = [];
  const visit = (table: Table): void => {
    if (sorted.includes(table)) return;
    for (const parent of parents.get(table.name)!) visit(tables.find(({ name }) => name === parent)!);
    sorted.push(table);
  };
  for (const table of tables) visit(table);
  return sorted;
}
