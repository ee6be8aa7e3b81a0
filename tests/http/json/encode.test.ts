import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJson, JsonText } from '../../../src/http/json/encode.ts';

const encoded = async (body: unknown): Promise<string> => Buffer.concat(await encodeJson(body)).toString();
const textOf = (value: unknown): JsonText => new JsonText([Buffer.from(JSON.stringify(value))]);

test('gives what JSON.stringify gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await encoded(value)).toBe(JSON.stringify(value));
    }),
  );
});

test.each([
  [{}],
  [[]],
  [null],
  [{ a: undefined, b: [undefined, null], c: {} }],
  [{ at: new Date(0), list: [new Date(0)] }],
  [{ '键"\n': ['值', '\ud800'] }],
])('%j as well', async (value) => expect(await encoded(value)).toBe(JSON.stringify(value)));

test('JSON text stands for its value: alone, under a key, and as an entry of a list', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), fc.jsonValue(), async (list, one) => {
      const mixed = { list: list.map((value, i) => (i % 2 === 0 ? textOf(value) : value)), one: textOf(one), end: 1 };
      expect(await encoded(mixed)).toBe(JSON.stringify({ list, one, end: 1 }));
      expect(await encoded(textOf(one))).toBe(JSON.stringify(one));
    }),
  );
});

test('JSON text in any other place is a mistake that is noticed', async () => {
  await expect(encoded({ a: { b: textOf(1) } })).rejects.toThrow('cannot be written');
});

test('a long list comes in pieces of a bounded size', async () => {
  const list = Array.from({ length: 5000 }, (_, i) => `${i} `.repeat(50));
  const pieces = await encodeJson({ list });
  expect(Buffer.concat(pieces).toString()).toBe(JSON.stringify({ list }));
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
});
