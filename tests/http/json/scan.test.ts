import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/feedback/limits.ts';
import { scanJson } from '../../../src/http/json/scan.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const keyed = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`;

const findings: [name: string, text: string, code: string, position: number][] = [
  ['nothing', '', 'invalid_json', 0],
  ['a byte order mark', '\ufeff{}', 'invalid_json', 0],
  ['two values', '{} {}', 'invalid_json', 3],
  ['an open object', '{"a":1', 'invalid_json', 6],
  ['a trailing comma', '[1,]', 'invalid_json', 3],
  ['a comma before a brace', '{"a":1,}', 'invalid_json', 7],
  ['a key without quotes', '{a:1}', 'invalid_json', 1],
  ['a missing colon', '{"a" 1}', 'invalid_json', 5],
  ['the wrong bracket', '[1}', 'invalid_json', 2],
  ['a raw control character', '"a\nb"', 'invalid_json', 2],
  ['a bad escape', '"\\x41"', 'invalid_json', 1],
  ['a short escape', '"\\u12"', 'invalid_json', 1],
  ['an open string', '"abc', 'invalid_json', 4],
  ['NaN', '[NaN]', 'invalid_json', 1],
  ['a leading zero', '01', 'invalid_json', 1],
  ['a lone minus', '-', 'invalid_json', 0],
  ['a lone dot', '1.', 'invalid_json', 1],
  ['a no-break space', '\u00a01', 'invalid_json', 0],
  ['depth + 1', nested(limits.jsonDepth + 1), 'too_deep', limits.jsonDepth],
  ['keys + 1', keyed(limits.objectKeys + 1), 'too_many_keys', keyed(limits.objectKeys).length],
  ['values + 1', `[${'1,'.repeat(limits.jsonValues)}1]`, 'batch_too_large', 2 * limits.jsonValues - 1],
  ['a key twice', '{"a":1,"a":2}', 'duplicate_key', 7],
  ['a key twice in disguise', '{"a":1,"\\u0061":2}', 'duplicate_key', 7],
  ['__proto__', '{"x":[{"__proto__":{}}]}', 'forbidden_key', 7],
  ['__proto__ in disguise', '{"__pr\\u006fto__":{}}', 'forbidden_key', 1],
  ['constructor', '{"constructor":1}', 'forbidden_key', 1],
  ['prototype', '{"prototype":1}', 'forbidden_key', 1],
  ['2^53', '[9007199254740992]', 'unsafe_integer', 1],
  ['-2^53', '[-9007199254740992]', 'unsafe_integer', 1],
  ['twenty digits', '{"id":12345678901234567890}', 'unsafe_integer', 6],
];

describe('findings', () => {
  test.each(findings)('%s', (_name, text, code, position) => {
    expect(scanJson(text)).toMatchObject({ code, position });
  });
});

test.each([
  nested(limits.jsonDepth),
  keyed(limits.objectKeys),
  '[9007199254740991, -9007199254740991, 1e400, 0.1, -0, 1E+2]',
  ' {"a" : [ ] , "b":{}, "": null, "\\ud800": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"} \r\n',
  '{"x":{"a":1},"y":{"a":2}}',
  '"text"',
])('accepts %s', (text) => {
  expect(scanJson(text)).toBeNull();
});

test('accepts what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), fc.boolean(), (value, pretty) => {
      const found = scanJson(JSON.stringify(value, null, pretty ? 2 : 0));
      expect(['unsafe_integer', 'forbidden_key', undefined]).toContain(found?.code);
    }),
    { numRuns: 500 },
  );
});

test('agrees with JSON.parse about what is JSON, on damaged texts', () => {
  const damaged = fc
    .tuple(
      fc.jsonValue({ maxDepth: 3 }),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\0eE+-.tn \u0001')), { maxLength: 3 }),
    )
    .map(([value, edits]) =>
      edits.reduce((text, [at, char]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + char + text.slice(place + (at % 2));
      }, JSON.stringify(value)),
    );
  fc.assert(
    fc.property(damaged, (text) => {
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      const code = scanJson(text)?.code;
      if (parses) expect(code).not.toBe('invalid_json');
      else expect(code).toBeDefined();
    }),
    { numRuns: 5000 },
  );
});

test('takes linear time and constant stack on hostile texts', () => {
  const size = 200_000;
  for (const text of [
    '['.repeat(size),
    '{"a":'.repeat(size),
    `"${'\\'.repeat(size)}`,
    ' '.repeat(size),
    '1'.repeat(size),
  ]) {
    expect(scanJson(text)).not.toBeNull();
  }
  expect(scanJson(`[${'1,'.repeat(limits.jsonValues - 2)}1]`)).toBeNull();
});
