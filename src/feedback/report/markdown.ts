import type { Block, ReportDocument, ReportQuote, Table } from './document.ts';
import { cellText } from './format.ts';
import type { ReportTexts } from './texts/phrases.ts';
import { reportTexts } from './texts/texts.ts';

/** The report as Markdown (CommonMark with tables). Every text is escaped: words of customers are never markup. */
export function reportMarkdown(report: ReportDocument): string {
  const texts = reportTexts[report.language];
  const parts = [`# ${escaped(report.title)}`];
  for (const { title, blocks } of report.sections) {
    parts.push(`## ${escaped(title)}`, ...blocks.map((block) => render(block, report, texts)));
  }
  return `${parts.join('\n\n')}\n`;
}

function render(block: Block, report: ReportDocument, texts: ReportTexts): string {
  switch (block.kind) {
    case 'text':
      return escaped(block.text);
    case 'heading':
      return `### ${escaped(block.text)}`;
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n');
    case 'table':
      return table(block, texts);
    case 'chart':
      return `*${escaped(block.title)}*\\\n${escaped(block.description)}`;
    case 'quotes':
      return [`**${escaped(block.title)}**`, ...block.quotes.map((n) => quote(report.quotes[n]!, texts))].join('\n\n');
    case 'steps':
      return block.steps
        .map(({ title, text, quotes }) => {
          const lines = text.split('\n').map(escaped).join('\\\n');
          return [`**${escaped(title)}**`, lines, ...quotes.map((n) => quote(report.quotes[n]!, texts))].join('\n\n');
        })
        .join('\n\n');
  }
}

function quote({ text, day, channel, rating }: ReportQuote, texts: ReportTexts): string {
  const lines = (text ?? texts.erased).split(/[\n\r\v\f\u0085\u2028\u2029]+/).map((line) => `> ${escaped(line)}`);
  const source = [day, channel, rating].filter((part) => part !== null).map(escaped);
  return [...lines, '>', `> — ${source.join(' · ')}`].join('\n');
}

function table({ title, columns, rows }: Table, texts: ReportTexts): string {
  const line = (cells: string[]): string => `| ${cells.map(inline).join(' | ')} |`;
  return [
    `**${escaped(title)}**`,
    '',
    line(columns.map(({ name }) => name)),
    `|${columns.map(({ format }) => (format === 'text' ? ' --- |' : ' ---: |')).join('')}`,
    ...rows.map((row) => line(columns.map(({ format }, i) => cellText(row[i], format, texts.smallSample)))),
  ].join('\n');
}

const markup = /[\\`*_{}[\]<>#!|~&$@]|:(?=\/\/)|(?<=www)\./gi;
const beginning = /(?<=^\d{1,9})[.)]|^[-+=]/;

/** One line whose characters stand for themselves: no markup, entity, link or address. */
function inline(text: string): string {
  return text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .replace(markup, '\\$&');
}

/** The same at the beginning of a block: no list, rule or heading either. */
function escaped(text: string): string {
  return inline(text).replace(beginning, '\\$&');
}
