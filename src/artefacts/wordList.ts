import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem, Result } from '../errors.ts';

/** Lines of a word list: `#` starts a comment line, blank lines are skipped, columns are parted by tabs. */
export function readRows(file: string): { line: number; columns: string[] }[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((text, index) => ({ line: index + 1, columns: text.split('\t').map((column) => column.trim()) }))
    .filter(({ columns }) => columns[0] !== '' && !columns[0].startsWith('#'));
}

/** A list of words, one a line. A word that stands twice is a problem. */
export function readWords(file: string): Result<Set<string>> {
  const words = new Set<string>();
  const problems: Problem[] = [];
  for (const { line, columns } of readRows(file)) {
    if (words.has(columns[0])) problems.push(listProblem(file, line, `「${columns[0]}」 stands twice`));
    words.add(columns[0]);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: words };
}

export function listProblem(file: string, line: number, detail: string): Problem {
  return { code: 'invalid_format', detail: `${basename(file)}:${line}: ${detail}`, position: line };
}
