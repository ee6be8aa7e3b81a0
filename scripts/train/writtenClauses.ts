import { readFileSync } from 'node:fs';

/** A clause as customers write them, and the leaf that it is about; null: none. */
export interface WrittenClause {
  text: string;
  code: string | null;
}

/** Clauses of no leaf stand under this head. */
const noLeaf = 'none';

/**
 * The clauses in `written-clauses.txt`: one a line under the head `# <code of the leaf>`. They were written for this project,
 * for what customers say of a leaf without naming it. Throws when a head is no leaf of `codes`.
 */
export function readWrittenClauses(codes: readonly string[]): WrittenClause[] {
  const clauses: WrittenClause[] = [];
  let code: string | null = null;
  for (const line of readFileSync(new URL('written-clauses.txt', import.meta.url), 'utf8').split('\n')) {
    const text = line.trim();
    if (text.startsWith('# ')) {
      const head = text.slice(2);
      if (head !== noLeaf && !codes.includes(head)) throw new Error(`written-clauses.txt: there is no leaf ${head}`);
      code = head === noLeaf ? null : head;
    } else if (text !== '') clauses.push({ text, code });
  }
  return clauses;
}
