/** Statements that travel together to the embedded database. */
import { type CompiledQuery, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Trx } from '../../src/store/database/schema.ts';
import { askAll, executeAll, executeLast, question } from '../../src/store/database/sql.ts';
import { embeddedDatabase } from './embedded.ts';

const embedded = embeddedDatabase();

const insert = (trx: Trx, name: string, value = 'v'): CompiledQuery =>
  trx.insertInto('setting').values({ name, value }).compile();
const names = async (): Promise<string[]> => {
  const rows = await embedded.database.reader
    .selectFrom('setting')
    .select('name')
    .where('name', 'like', 't%')
    .execute();
  return rows.map(({ name }) => name).sort();
};
const transaction = <Result>(act: (trx: Trx) => Promise<Result>): Promise<Result> =>
  embedded.database.writer.transaction().execute(act);

test('all are executed in their order, and those after them too', async () => {
  await transaction(async (trx) => {
    const rename = sql`update setting set name = 't3' where name = 't1'`.compile(trx);
    await executeAll(trx, [insert(trx, 't1'), insert(trx, 't2')], [rename]);
  });
  expect(await names()).toEqual(['t2', 't3']);
});

test('the first that fails ends them, and nothing of the transaction stays', async () => {
  const failing = (execute: typeof executeLast) =>
    transaction((trx) => execute(trx, [insert(trx, 't1'), insert(trx, 't1'), insert(trx, 't2')]));
  await expect(failing(executeAll)).rejects.toThrow(/UNIQUE/);
  await expect(failing(executeLast)).rejects.toThrow(/UNIQUE/);
  expect(await names()).toEqual([]);
  await transaction((trx) => executeAll(trx, [insert(trx, 't1')]));
  expect(await names()).toEqual(['t1']);
});

test('the last ones are committed at once, so nothing may follow', async () => {
  const late = transaction(async (trx) => {
    await executeLast(trx, [insert(trx, 't1', 'x'.repeat(600_000)), insert(trx, 't2')]);
    expect(await names()).toEqual(['t1', 't2']);
    await executeAll(trx, [insert(trx, 't3')]);
  });
  await expect(late).rejects.toThrow('committed before');
  expect(await names()).toEqual(['t1', 't2']);
  await transaction((trx) => executeLast(trx, []));
  await transaction((trx) => executeLast(trx, [insert(trx, 't4')]));
  expect(await names()).toEqual(['t1', 't2', 't4']);
});

test('questions that are asked together have each its own answer, also where they begin the transaction', async () => {
  const count = (trx: Trx, like: string) =>
    question(
      sql<{ name: string }>`select name from setting where name like ${like}`.compile(trx),
      ({ length }) => length,
    );
  await transaction((trx) => executeAll(trx, [insert(trx, 't1'), insert(trx, 't2')]));
  const [all, one, none] = await transaction((trx) =>
    askAll(trx, [count(trx, 't%'), count(trx, 't2'), count(trx, 't3')]),
  );
  expect([all, one, none]).toEqual([2, 1, 0]);
  const late = transaction((trx) => askAll(trx, [count(trx, 't%'), question(insert(trx, 't1'), () => null)]));
  await expect(late).rejects.toThrow(/UNIQUE/);
});
