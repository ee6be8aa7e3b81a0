import Table from 'cli-table3';
import type { Explanation } from '../feedback/analysis.ts';
import { brief } from './printer.ts';

type Row = [what: string, rule: string, weight: string];

/** No lines between rows. */
const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** An explanation for a terminal: the terms of the whole text, of each clause, and of the conflict, each with its sum. */
export function explanationTables({ terms, sum, score, confidence, link, clauses, conflict }: Explanation): string {
  const parts = [
    sumTable('text', terms.map(termRow), sum),
    `score ${signed(score)}, confidence ${confidence.toFixed(3)}\n${link}`,
  ];
  if (clauses.length > 1) {
    for (const clause of clauses) {
      parts.push(`\n${brief(clause.text)}`, sumTable('clause', clause.terms.map(termRow), clause.sum));
      parts.push(`score ${signed(clause.score)}`);
    }
  }
  if (conflict) {
    const rows = conflict.terms.map(({ rule, weight }): Row => ['', rule, signed(weight)]);
    parts.push('', sumTable('conflict', rows, conflict.sum));
    parts.push(`probability ${conflict.probability.toFixed(3)}, conflict score ${conflict.score}\n${conflict.link}`);
  }
  return parts.join('\n');
}

function termRow({ text, rule, weight }: Explanation['terms'][number]): Row {
  return [brief(text), rule, signed(weight)];
}

function sumTable(what: string, rows: Row[], sum: number): string {
  const table = new Table({ head: [what, 'rule', 'log-odds'], colAligns: ['left', 'left', 'right'], chars: noRules });
  table.push(...rows, ['', 'sum', signed(sum)]);
  return table.toString();
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
