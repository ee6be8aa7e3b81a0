import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListType, listOf, typeOfValues } from '../../src/store/database/arrays.ts';
import { createDatabase, hasPostgres, type TestDatabase } from '../rig/postgres.ts';

test('the type of a column is that of its values', () => {
  expect(typeOfValues([null, undefined])).toBeNull();
  expect(typeOfValues([null, '1'])).toBe('text');
  expect(typeOfValues([1, null, 2 ** 53 - 1])).toBe('bigint');
  expect(typeOfValues([1, 0.5, 2])).toBe('double precision');
  expect(typeOfValues([2 ** 53])).toBe('double precision');
  expect(typeOfValues([new Uint8Array(1)])).toBe('bytea');
  expect(() => typeOfValues([true])).toThrow('boolean');
});

const there = await hasPostgres('lists in the binary form of PostgreSQL');

describe.skipIf(!there)('PostgreSQL takes a list as it is', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase();
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const values: [ListType, fc.Arbitrary<unknown>][] = [
    ['text', text],
    ['integer', fc.integer()],
    ['bigint', fc.maxSafeInteger()],
    ['double precision', fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0)],
    ['bytea', fc.uint8Array().map((value) => Buffer.from(value))],
  ];

  test.each(values)('of %s', async (type, value) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(value)), async (list) => {
        const { rows } = await client.query(`select value from unnest($1::${type}[]) as l (value)`, [
          listOf(list, type),
        ]);
        const found = rows.map((row) => (type === 'bigint' && row.value !== null ? Number(row.value) : row.value));
        expect(found).toEqual(list.map((one) => one ?? null));
      }),
      { numRuns: 50 },
    );
  });
});
