import { describe, expect, test } from 'vitest';
import { outcomes, readAll, spool } from './helpers.ts';
import { makeZip, type Part, textRows, workbookParts } from './zipMaker.ts';

const good = [
  ['评论内容', '评分'],
  ['排队太久', '2'],
  ['很好', '5'],
];
const sheetPart = (xml: string): Part[] => workbookParts(xml);

describe('a workbook', () => {
  test('is read with its rows as a spreadsheet numbers them', async () => {
    const stream = await readAll(spool(makeZip(workbookParts(textRows(good))), 'a.xlsx'));
    expect(stream).toMatchObject({ format: 'xlsx', encoding: '-', columns: { 评论内容: 'text', 评分: 'rating' } });
    expect(stream.all.map((row) => row.row)).toEqual([2, 3]);
    expect(outcomes(stream.all)).toEqual(['排队太久', '很好']);
  });

  test('formulas give their cached value, dates are ISO, long numbers keep their digits', async () => {
    const xml =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="inlineStr"><is><t>rating</t></is></c><c r="C1" t="inlineStr"><is><t>date</t></is></c><c r="D1" t="inlineStr"><is><t>id</t></is></c></row>' +
      '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://x","点我")</f><v>点我</v></c><c r="B2"><f>2+2</f><v>4</v></c><c r="C2" s="1"><v>46145.5</v></c><c r="D2"><v>123456789012345678</v></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(xml)), 'a.xlsx'));
    expect(all[0]!.comment).toMatchObject({
      ok: true,
      value: { text: '点我', rating: 4, occurredAt: '2026-05-03T12:00:00.000Z', externalId: '123456789012345678' },
    });
  });

  test('a cell beyond the header rejects its row and keeps the neighbours', async () => {
    const { all } = await readAll(
      spool(makeZip(workbookParts(textRows([['text'], ['good'], ['bad', 'more'], ['fine']]))), 'a.xlsx'),
    );
    expect(outcomes(all)).toEqual(['good', '3: row_invalid', 'fine']);
  });

  test('blank sheets and rows do not count', async () => {
    const rows =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>hi</t></is></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(rows, '')), 'a.xlsx'));
    expect(all.map((row) => row.row)).toEqual([4]);
  });

  test('a sheet with an error value is read', async () => {
    const rows =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>hi</t></is></c><c r="B2" t="e"><v>#N/A</v></c></row>';
    const { all } = await readAll(spool(makeZip(workbookParts(rows)), 'a.xlsx'));
    expect(outcomes(all)).toEqual(['hi']);
  });
});

/** 30,000 characters that stand in 3,000 cells; the random tail keeps the ratio low. */
function sharedStringBomb(): Buffer {
  const noise = Array.from({ length: 30_000 }, (_, i) => String.fromCharCode(97 + ((i * i * 31 + i * 7) % 26))).join(
    '',
  );
  const row = (r: number): string => `<row r="${r}"><c r="A${r}" t="s"><v>0</v></c></row>`;
  const parts = workbookParts(Array.from({ length: 3000 }, (_, r) => row(r + 1)).join(''));
  const rels = parts.find((part) => part.name === 'xl/_rels/workbook.xml.rels')!;
  rels.content = String(rels.content).replace(
    '</Relationships>',
    '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
  );
  const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  return makeZip([
    ...parts,
    { name: 'xl/sharedStrings.xml', content: `<sst xmlns="${namespace}"><si><t>${noise}</t></si></sst>` },
  ]);
}

describe('what is refused', () => {
  const whole = makeZip(workbookParts(textRows(good)));
  const withPart = (part: Part): Buffer => makeZip([...workbookParts(textRows(good)), part]);
  const cell = (text: string): string => textRows([['text'], [text]]);
  const cases: [string, () => Buffer][] = [
    ['two sheets with rows', () => makeZip(workbookParts(textRows(good), textRows(good)))],
    ['a cell that inflates 1,000 times', () => makeZip(sheetPart(cell('A'.repeat(5_000_000))))],
    [
      'a part that inflates beyond the limit',
      () => withPart({ name: 'xl/x.xml', content: Buffer.alloc(220 * 1024 * 1024) }),
    ],
    ['10,000 entries', () => makeZip(Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}.xml`, content: '' })))],
    [
      'a smaller size in the header',
      () => withPart({ name: 'xl/x.xml', content: 'a'.repeat(99), claim: { inflatedBytes: 9 } }),
    ],
    ['a larger size in the header', () => withPart({ name: 'xl/x.xml', content: 'a', claim: { inflatedBytes: 9 } })],
    [
      'another name in the local header',
      () => withPart({ name: 'xl/x.xml', content: 'a', claim: { localName: 'xl/y.xml' } }),
    ],
    [
      'hidden bytes between entries',
      () => makeZip(workbookParts(textRows(good)), Buffer.from('PK\x03\x04 hidden entry')),
    ],
    ['bytes before the archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), whole])],
    ['a cell in XFD1048576', () => makeZip(sheetPart('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))],
    ['a cell in column XFD', () => makeZip(sheetPart('<row r="1"><c r="XFD1"><v>1</v></c></row>'))],
    ['few cells, far apart', () => makeZip(sheetPart('<row r="100000"><c r="CV100000"><v>1</v></c></row>'))],
    ['one shared string in many cells', sharedStringBomb],
    [
      'entity declarations',
      () => withPart({ name: 'xl/sharedStrings.xml', content: '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst/>' }),
    ],
    ['a part in UTF-16', () => withPart({ name: 'xl/x.xml', content: Buffer.from('\ufeff<x/>', 'utf16le') })],
    ['a path out of the archive', () => withPart({ name: '../../etc/x.xml', content: 'a' })],
    ['an archive in the archive', () => withPart({ name: 'xl/embeddings/a.bin', content: whole })],
    ['an encrypted entry', () => withPart({ name: 'xl/x.xml', content: 'a', claim: { flags: 1 } })],
    ['the same name twice', () => withPart({ name: 'xl/workbook.xml', content: 'a' })],
    ['a zip that is no workbook', () => makeZip([{ name: 'a.txt', content: 'a' }])],
    ['half a file', () => whole.subarray(0, whole.length >> 1)],
    ['a missing tail', () => whole.subarray(0, whole.length - 1)],
    ['an encrypted workbook or old .xls', () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(128, '0'), 'hex')],
    ['broken XML', () => makeZip(sheetPart('<row r="1"><c r="A1"></row>'))],
  ];
  test.each(cases)('%s', async (_name, make) => {
    await expect(readAll(spool(make(), 'a.xlsx'))).rejects.toMatchObject({ code: 'file_refused' });
  });

  test('flipping any byte never ends in anything but rows or a refusal', async () => {
    for (let at = 7; at < whole.length; at += 97) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x55;
      const outcome = await readAll(spool(bytes, 'a.xlsx')).then(
        () => 'read',
        (error: { code?: string }) => error.code,
      );
      expect(['read', 'file_refused', 'file_unreadable', 'columns_unmapped']).toContain(outcome);
    }
  }, 60_000);
});
