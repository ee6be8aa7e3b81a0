import Table from 'cli-table3';
import type { Problem } from '../errors.ts';
import type { AnalysisOutcome } from '../feedback/analysed.ts';
import type { ParsedComment } from '../feedback/comment.ts';

export interface Printer {
  analysed(row: number, comment: ParsedComment, outcome: AnalysisOutcome & { ok: true }): void;
  rejected(row: number, problems: Problem[]): void;
  end(rows: number, rejected: number): void;
}

/** A table on a terminal, one JSON object a line elsewhere. */
export function createPrinter(json: boolean): Printer {
  return process.stdout.isTTY && !json ? createTablePrinter() : createLinePrinter();
}

function createLinePrinter(): Printer {
  const print = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    analysed: (row, _comment, { analysis }) => print({ row, ...analysis }),
    rejected: (row, errors) => print({ row, errors }),
    end() {},
  };
}

const textUnits = 40;
const rowsPerTable = 200;

function createTablePrinter(): Printer {
  const head = ['row', 'text', 'sentiment', 'score', 'issues', 'conflict'];
  const table = new Table({ head, colWidths: [7, 44, 15, 7, 40, 28], wordWrap: true, wrapOnWordBoundary: false });
  const flush = (): void => {
    if (table.length > 0) process.stdout.write(`${table.toString()}\n`);
    table.length = 0;
  };
  const push = (cells: Table.HorizontalTableRow): void => {
    if (table.push(cells) >= rowsPerTable) flush();
  };
  return {
    analysed(row, { text }, { analysis: { sentiment, issues, conflict } }) {
      const codes = issues.map((issue) => `${signOf(issue.sentiment.score)} ${issue.code}`).join('\n');
      const type = conflict?.flagged ? conflict.type : '';
      push([row, brief(text), sentiment.label, sentiment.score.toFixed(2), codes, type]);
    },
    rejected(row, problems) {
      push([row, { colSpan: 5, content: describe(problems) }]);
    },
    end(rows, rejected) {
      flush();
      process.stdout.write(`${rows} rows, ${rejected} rejected\n`);
    },
  };
}

function signOf(score: number): string {
  if (score === 0) return '·';
  return score > 0 ? '+' : '−';
}

/** Line breaks and escape sequences would break the table, or play with the terminal. */
export function brief(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return line.length > textUnits ? `${line.slice(0, textUnits)}…` : line;
}

function describe(problems: Problem[]): string {
  return problems.map(({ code, pointer, detail }) => [code, pointer, detail].filter(Boolean).join(' ')).join('; ');
}
