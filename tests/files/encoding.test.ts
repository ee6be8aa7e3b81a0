import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomes, readAll, spool } from './helpers.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** 「评论\n服务很好\n」 in GBK, byte by byte. */
const gbk = Buffer.concat([bytes('c6c0 c2db'), ascii('\n'), bytes('b7fe cef1 badc bac3'), ascii('\n')]);

describe('I5: golden bytes', () => {
  const plain = '评论\n服务很好\n';
  const utf16be = Buffer.from(`\ufeff${plain}`, 'utf16le').swap16();
  test.each([
    ['UTF-8', Buffer.from(plain), 'utf-8', '服务很好'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${plain}`), 'utf-8', '服务很好'],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${plain}`, 'utf16le'), 'utf-16le', '服务很好'],
    ['UTF-16BE with a mark', utf16be, 'utf-16be', '服务很好'],
    ['UTF-16LE without a mark', Buffer.from(plain, 'utf16le'), 'utf-16le', '服务很好'],
    ['UTF-16BE without a mark', utf16be.subarray(2), 'utf-16be', '服务很好'],
    ['GBK', gbk, 'gb18030', '服务很好'],
    ['four bytes of GB18030: 𠀀 and €', Buffer.concat([gbk, bytes('9532 8236 a2e3')]), 'gb18030', '服务很好'],
  ])('%s', async (_name, content, encoding, text) => {
    const stream = await readAll(spool(content));
    expect(stream.encoding).toBe(encoding);
    expect(outcomes(stream.all)[0]).toBe(text);
  });

  test('GB18030 maps four bytes and the 2022 changes as the pinned decoder does', async () => {
    const stream = await readAll(spool(Buffer.concat([gbk, bytes('9532 8236 a2e3 a6d9 fe59 8135f437')])));
    expect(outcomes(stream.all)[1]).toBe(new TextDecoder('gb18030').decode(bytes('9532 8236 a2e3 a6d9 fe59 8135f437')));
    expect(outcomes(stream.all)[1]!.startsWith('𠀀€')).toBe(true);
  });

  test('a GB18030 file that begins in ASCII is read as a whole', async () => {
    const start = ascii(`text\n${'plain words\n'.repeat(30_000)}`);
    const stream = await readAll(spool(Buffer.concat([start, bytes('b7fe cef1'), ascii('\n')])));
    expect(stream.encoding).toBe('gb18030');
    expect(outcomes(stream.all).at(-1)).toBe('服务');
  });

  test('characters cut by the border of two pieces stay whole', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const content = `text\n${'a'.repeat(shift)}${'好'.repeat(9000)}\n`.repeat(3).replace(/\ntext\n/g, '\n');
      for (const file of [Buffer.from(content), Buffer.from(`\ufeff${content}`, 'utf16le')]) {
        const stream = await readAll(spool(file));
        expect(outcomes(stream.all)).toEqual(Array(3).fill(`${'a'.repeat(shift)}${'好'.repeat(9000)}`));
      }
    }
  });
});

describe('I5: Big5', () => {
  /** The decoder turned around. */
  function encodeBig5(text: string): Buffer {
    const decoder = new TextDecoder('big5');
    const codes = new Map<string, number[]>();
    for (let lead = 0xa1; lead <= 0xf9; lead++) {
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (character.length === 1 && !codes.has(character)) codes.set(character, [lead, trail]);
      }
    }
    return Buffer.from([...text].flatMap((character) => codes.get(character) ?? [character.charCodeAt(0)]));
  }

  test('is told from GB18030 by its common characters', async () => {
    const text = '這家餐廳的服務態度很好，送貨的時間也不會太久，我們下次還要來。';
    const stream = await readAll(spool(encodeBig5(`評論\n${text}\n`)));
    expect(stream.encoding).toBe('big5');
    expect(outcomes(stream.all)).toEqual([text]);
  });
});

describe('I5: what is refused, with the byte', () => {
  test.each([
    ['bytes of no encoding', Buffer.concat([ascii('text\ncaf'), bytes('e9'), ascii(' bon\n')]), 9],
    ['a cut-off character at the end', Buffer.concat([gbk, bytes('b7')]), gbk.length + 1],
    [
      'half a surrogate pair in UTF-16',
      Buffer.concat([bytes('fffe'), Buffer.from('text\n', 'utf16le'), bytes('00d8 6100')]),
      14,
    ],
    ['a wrong byte under a UTF-8 mark', Buffer.concat([bytes('efbbbf'), ascii('text\n'), bytes('b7fe')]), 8],
  ])('%s', async (_name, content, position) => {
    const error = await readAll(spool(content)).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'file_unreadable', problems: [{ code: 'file_unreadable' }] });
    expect(Math.abs(error.problems[0].position - position)).toBeLessThanOrEqual(2);
  });

  test('a fault after half a million good bytes is found before the first row', async () => {
    const start = Buffer.from(`text\n${'好的\n'.repeat(80_000)}`);
    const error = await readAll(spool(Buffer.concat([start, bytes('ff')]))).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'file_unreadable' });
  });
});

test('I5: a good file with bytes changed anywhere ends in rows or in a refusal, never in anything else', async () => {
  const good = [
    Buffer.from('评论,评分,时间\n"很好,""真的""",5,2026-05-03\n差,1,\n'),
    gbk,
    Buffer.from('\ufeff评论\t评分\n很好\t5\n', 'utf16le'),
    Buffer.from('{"text":"很好","rating":5}\n{"text":"差"}\n'),
  ];
  const change = fc.tuple(fc.nat(200), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...good),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (file, changes) => {
        const bytes = Buffer.from(file);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const code = await readAll(spool(bytes, 'a.txt')).then(
          () => 'read',
          (error: { code?: string }) => error.code,
        );
        expect(['read', 'file_unreadable', 'file_refused', 'columns_unmapped']).toContain(code);
      },
    ),
    { numRuns: Number(process.env.FILE_MUTATIONS ?? 300) },
  );
}, 600_000);
