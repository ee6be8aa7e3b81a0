import type { Problem } from '../errors.ts';
import { limits } from './limits.ts';

/** Words that count as one: `words` count as `term`. */
export interface SynonymGroup {
  term: string;
  words: string[];
}

/** As the words of comments are written: without capitals and full-width letters. */
function normal(word: string): string {
  return word.normalize('NFKC').toLowerCase().trim();
}

/** Groups with their words as comments have them, or what is wrong: a word may stand in one place only. */
export function checkSynonyms(groups: readonly SynonymGroup[]): { groups: SynonymGroup[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const take = (word: string, pointer: string): string => {
    const taken = normal(word);
    if (taken === '') problems.push({ code: 'text_empty', detail: 'A word is needed.', pointer });
    else if (seen.has(taken))
      problems.push({
        code: 'duplicate_value',
        detail: `「${taken}」 stands here a second time.`,
        pointer,
        values: { value: taken },
      });
    seen.add(taken);
    return taken;
  };
  const checked = groups.map(({ term, words }, g) => ({
    term: take(term, `/groups/${g}/term`),
    words: words.map((word, w) => take(word, `/groups/${g}/words/${w}`)),
  }));
  if (seen.size > limits.synonyms) {
    const detail = `At most ${limits.synonyms} words are allowed.`;
    problems.push({
      code: 'out_of_range',
      detail,
      pointer: '/groups',
      values: { maximum: limits.synonyms, unit: 'entries' },
    });
  }
  return { groups: checked, problems };
}

/** Word → the word that stands for it. */
export function synonymMap(groups: readonly SynonymGroup[]): Map<string, string> {
  return new Map(groups.flatMap(({ term, words }) => words.map((word) => [word, term] as const)));
}
