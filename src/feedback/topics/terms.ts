import type { Document } from '../../text/document.ts';
import { TokenKind } from '../../text/segment/tokens.ts';

export interface TermRules {
  stopWords: ReadonlySet<string>;
  /** Forms of one English word share a stem. */
  stem(word: string): string;
  /** Word → the word that stands for it. */
  synonyms: ReadonlyMap<string, string>;
  /** English words come in these forms where they have the same stem; phrases are taken apart. */
  forms?: Iterable<string>;
}

const longestTerm = 24;

/**
 * Reads the content words of comments for topic models: Chinese words of two characters and more, English ones of three
 * letters and more, no stop words. '' stands where something else parts two of them. English words come as the first form
 * met that has their stem, so one reader must read a whole corpus.
 */
export function createTermReader({
  stopWords,
  stem,
  synonyms,
  forms = [],
}: TermRules): (document: Document) => string[] {
  const formOfStem = new Map<string, string>();
  for (const form of [...synonyms.keys(), ...forms])
    for (const word of form.match(/[a-z][a-z'-]*/gi) ?? [])
      if (!formOfStem.has(stem(word))) formOfStem.set(stem(word), word);
  const latinTerm = (word: string): string => {
    const key = stem(word);
    const known = formOfStem.get(key);
    if (known !== undefined) return known;
    formOfStem.set(key, word);
    return word;
  };
  return ({ tokens: { text, count, start, end, kind } }) => {
    const terms: string[] = [];
    for (let i = 0; i < count; i++) {
      const length = end[i] - start[i];
      const latin = kind[i] === TokenKind.Latin;
      const wanted = latin ? length >= 3 : kind[i] === TokenKind.Han && length >= 2;
      const word = wanted && length <= longestTerm ? text.slice(start[i], end[i]) : '';
      if (word === '' || stopWords.has(word)) {
        if (kind[i] !== TokenKind.Space && terms.length > 0 && terms[terms.length - 1] !== '') terms.push('');
        continue;
      }
      const term = latin ? latinTerm(word) : word;
      terms.push(synonyms.get(term) ?? term);
    }
    return terms;
  };
}
