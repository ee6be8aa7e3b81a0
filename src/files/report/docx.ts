import {
  AlignmentType,
  BorderStyle,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Block, ReportDocument, ReportQuote, Table as ReportTable } from '../../feedback/report/document.ts';
import { cellText } from '../../feedback/report/format.ts';
import { escapeHtml } from '../../feedback/report/html.ts';
import type { ReportTexts } from '../../feedback/report/texts/phrases.ts';
import { reportTexts } from '../../feedback/report/texts/texts.ts';
import { withoutTimes } from './zipTimes.ts';

const fonts = {
  'zh-CN': { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei', cs: 'Calibri' },
  'zh-TW': { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft JhengHei', cs: 'Calibri' },
  en: { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei', cs: 'Calibri' },
};
const colours = { positive: '2E7D43', negative: 'C5221F', none: 'CBD2D9', soft: '52606D' };
/** Of an A4 page between its margins, in twentieths of a point. */
const pageWidth = 10_090;

/** The report as a document of Word, headings as headings and charts as the tables behind them. Same report, same bytes. */
export async function reportDocx(report: ReportDocument): Promise<Uint8Array> {
  const texts = reportTexts[report.language];
  const document = new Document({
    creator: 'huiyin',
    title: printable(report.title),
    styles: { default: { document: { run: { font: fonts[report.language], size: 21 } } } },
    sections: [
      {
        properties: {
          page: { size: { width: 11_906, height: 16_838 }, margin: { top: 1020, bottom: 1020, left: 908, right: 908 } },
        },
        children: [
          heading(report.title, HeadingLevel.TITLE),
          ...report.sections.flatMap(({ title, blocks }) => [
            heading(title, HeadingLevel.HEADING_1),
            ...blocks.flatMap((block) => render(block, report, texts)),
          ]),
        ],
      },
    ],
  });
  const core = { path: 'docProps/core.xml', data: coreProperties(report) };
  return withoutTimes(await Packer.toBuffer(document, undefined, [core]));
}

function render(block: Block, report: ReportDocument, texts: ReportTexts): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'text':
      return [plain(block.text)];
    case 'heading':
      return [heading(block.text, HeadingLevel.HEADING_2)];
    case 'list':
      return block.items.map(
        (text) => new Paragraph({ bullet: { level: 0 }, children: [new TextRun(printable(text))] }),
      );
    case 'table':
      return [caption(block.title), table(block, texts), new Paragraph({})];
    case 'chart':
      return [plain(block.description)];
    case 'quotes':
      return [caption(block.title), ...block.quotes.flatMap((n) => quote(report.quotes[n]!, block.tone, texts))];
    case 'steps':
      return block.steps.flatMap(({ title, text, quotes }) => [
        caption(title),
        ...text.split('\n').map(plain),
        ...quotes.flatMap((n) => quote(report.quotes[n]!, 'none', texts)),
      ]);
  }
}

function heading(text: string, level: (typeof HeadingLevel)[keyof typeof HeadingLevel]): Paragraph {
  return new Paragraph({ heading: level, keepNext: true, children: [new TextRun(printable(text))] });
}

function plain(text: string): Paragraph {
  return new Paragraph({ spacing: { after: 100 }, children: [new TextRun(printable(text))] });
}

function caption(text: string): Paragraph {
  const run = new TextRun({ text: printable(text), bold: true, color: colours.soft });
  return new Paragraph({ keepNext: true, spacing: { before: 120, after: 60 }, children: [run] });
}

function quote({ text, day, channel, rating }: ReportQuote, tone: keyof typeof colours, texts: ReportTexts) {
  const source = [day, channel, rating].filter((part) => part !== null).join(' · ');
  const border = { left: { style: BorderStyle.SINGLE, size: 18, space: 8, color: colours[tone] } };
  const lines = (text ?? texts.erased).split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  const runs = lines.map((line, i) => new TextRun({ text: printable(line), ...(i > 0 && { break: 1 }) }));
  return [
    new Paragraph({ indent: { left: 200 }, border, keepNext: true, children: runs }),
    new Paragraph({
      indent: { left: 200 },
      border,
      spacing: { after: 120 },
      children: [new TextRun({ text: printable(`— ${source}`), size: 17, color: colours.soft })],
    }),
  ];
}

function table({ columns, rows }: ReportTable, texts: ReportTexts): Table {
  const widths = columnWidths(columns.map(({ format }) => format === 'text'));
  const cell = (text: string, i: number, bold: boolean): TableCell =>
    new TableCell({
      width: { size: widths[i]!, type: WidthType.DXA },
      ...(bold && { shading: { fill: 'F0F2F5' } }),
      children: [
        new Paragraph({
          alignment: columns[i]!.format === 'text' ? AlignmentType.LEFT : AlignmentType.RIGHT,
          children: [new TextRun({ text: printable(text), bold, size: 17 })],
        }),
      ],
    });
  return new Table({
    width: { size: pageWidth, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({ tableHeader: true, children: columns.map(({ name }, i) => cell(name, i, true)) }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: columns.map(({ format }, i) => cell(cellText(row[i], format, texts.smallSample), i, false)),
          }),
      ),
    ],
  });
}

/** Texts take twice the room of numbers. */
function columnWidths(areTexts: boolean[]): number[] {
  const parts = areTexts.map((isText) => (isText ? 2 : 1));
  const all = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => Math.floor((pageWidth * part) / all));
}

/** XML knows no control characters and no halves of characters. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}

/** With the time of the report in place of that of the download. */
function coreProperties({ title, madeAt }: ReportDocument): string {
  const time = (name: string): string => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${madeAt}</dcterms:${name}>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeHtml(printable(title))}</dc:title><dc:creator>huiyin</dc:creator>${time('created')}${time('modified')}</cp:coreProperties>`;
}
