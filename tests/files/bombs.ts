/** Workbooks that are made to be refused. */
import { makeZip, type Part, textRows, workbookParts } from './zipMaker.ts';

const good = [
  ['评论内容', '评分'],
  ['排队太久', '2'],
  ['很好', '5'],
];
const sheetPart = (xml: string): Part[] => workbookParts(xml);

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

export const goodWorkbook = makeZip(workbookParts(textRows(good)));
const withPart = (part: Part): Buffer => makeZip([...workbookParts(textRows(good)), part]);
const cell = (text: string): string => textRows([['text'], [text]]);
export const bombs: [string, () => Buffer][] = [
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
  ['bytes before the archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), goodWorkbook])],
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
  ['an archive in the archive', () => withPart({ name: 'xl/embeddings/a.bin', content: goodWorkbook })],
  ['an encrypted entry', () => withPart({ name: 'xl/x.xml', content: 'a', claim: { flags: 1 } })],
  ['the same name twice', () => withPart({ name: 'xl/workbook.xml', content: 'a' })],
  ['a zip that is no workbook', () => makeZip([{ name: 'a.txt', content: 'a' }])],
  ['half a file', () => goodWorkbook.subarray(0, goodWorkbook.length >> 1)],
  ['a missing tail', () => goodWorkbook.subarray(0, goodWorkbook.length - 1)],
  ['an encrypted workbook or old .xls', () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(128, '0'), 'hex')],
  ['broken XML', () => makeZip(sheetPart('<row r="1"><c r="A1"></row>'))],
];
