import type { Problem, Result } from '../errors.ts';
import { unitKind } from '../text/segment/scripts.ts';
import { TokenKind } from '../text/segment/tokens.ts';
import { limits } from './limits.ts';
import { brief } from './parse.ts';

/** A workspace's own words, on top of the shipped lists. */
export interface Lexicon {
  /** Names and terms that are one word: 「云闪付」. */
  words: string[];
  /** Words that are never keywords. */
  stopWords: string[];
  /** What words say: −4..4; 0: nothing, where the shipped lists say something. */
  sentiment: WeightedWord[];
}

export interface WeightedWord {
  word: string;
  weight: number;
}

export const noLexicon: Lexicon = { words: [], stopWords: [], sentiment: [] };

/** As the words of comments are written: without capitals and full-width letters. */
function normal(word: string): string {
  return word.normalize('NFKC').toLowerCase().trim();
}

/** The lists with their words as comments have them, or all that is wrong; the shape must be right. */
export function checkLexicon({ words, stopWords, sentiment }: Lexicon): Result<Lexicon> {
  const problems: Problem[] = [];
  const list = (name: keyof Lexicon, raw: string[], most: number, pointer: (i: number) => string, rule: WordRule) => {
    if (raw.length > most)
      problems.push({
        code: 'out_of_range',
        detail: `At most ${most} words are allowed.`,
        pointer: `/${name}`,
        values: { maximum: most, unit: 'entries' },
      });
    const seen = new Set<string>();
    return raw.map((given, i) => {
      const word = normal(given);
      const wrong = seen.has(word) ? duplicate(word) : wordProblem(word, rule);
      if (wrong) problems.push({ ...wrong, pointer: pointer(i) });
      seen.add(word);
      return word;
    });
  };
  const { lexiconWords, lexiconStopWords, lexiconSentiment, lexiconUnits } = limits;
  const given = sentiment.map(({ word }) => word);
  const checked: Lexicon = {
    words: list('words', words, lexiconWords, (i) => `/words/${i}`, { least: 2, most: lexiconUnits, blanks: false }),
    stopWords: list('stopWords', stopWords, lexiconStopWords, (i) => `/stopWords/${i}`, {
      least: 1,
      most: lexiconUnits,
      blanks: false,
    }),
    sentiment: list('sentiment', given, lexiconSentiment, (i) => `/sentiment/${i}/word`, {
      least: 1,
      most: lexiconUnits,
      blanks: true,
    }).map((word, i) => ({ word, weight: sentiment[i].weight })),
  };
  for (const [i, { weight }] of sentiment.entries())
    if (!(Math.abs(weight) <= heaviest))
      problems.push({
        code: 'out_of_range',
        detail: `A weight is a number from −${heaviest} to ${heaviest}.`,
        values: { minimum: -heaviest, maximum: heaviest },
        pointer: `/sentiment/${i}/weight`,
      });
  return problems.length === 0 ? { ok: true, value: checked } : { ok: false, problems };
}

/** As in the shipped lists. */
const heaviest = 4;

/** `blanks`: single ones may stand between Latin words. Lengths are in UTF-16 units. */
interface WordRule {
  least: number;
  most: number;
  blanks: boolean;
}

function duplicate(word: string): Omit<Problem, 'pointer'> {
  return { code: 'duplicate_value', detail: `「${word}」 stands here a second time.`, values: { value: word } };
}

/** A word is made of ideographs, letters and digits, so that no mark or blank within it parts it from itself. */
function wordProblem(word: string, { least, most, blanks }: WordRule): Omit<Problem, 'pointer'> | null {
  if (word === '') return { code: 'text_empty', detail: 'A word is needed.' };
  if (word.length < least || word.length > most)
    return {
      code: 'out_of_range',
      detail: `「${word}」 must have ${least} to ${most} units.`,
      values: { value: brief(word), minimum: least, maximum: most, unit: 'characters' },
    };
  for (let i = 0; i < word.length; i++) {
    const kind = unitKind(word.charCodeAt(i));
    if (kind === TokenKind.Han || kind === TokenKind.Latin || kind === TokenKind.Number) continue;
    if (blanks && word[i] === ' ' && isLatin(word, i - 1) && isLatin(word, i + 1)) continue;
    return {
      code: 'invalid_format',
      detail: `「${word}」 cannot be one word: it holds a blank, a mark or a symbol.`,
      values: { value: word },
    };
  }
  return null;
}

function isLatin(word: string, at: number): boolean {
  return unitKind(word.charCodeAt(at)) === TokenKind.Latin;
}

interface ListChanges {
  added: string[];
  removed: string[];
}

export interface LexiconChanges {
  words: ListChanges;
  stopWords: ListChanges;
  sentiment: ListChanges & { changed: { word: string; from: number; to: number }[] };
}

/** What is different, in the order of the lists. */
export function lexiconChanges(before: Lexicon, after: Lexicon): LexiconChanges {
  const weights = new Map(before.sentiment.map(({ word, weight }) => [word, weight]));
  const wordsOf = ({ sentiment }: Lexicon) => sentiment.map(({ word }) => word);
  return {
    words: listChanges(before.words, after.words),
    stopWords: listChanges(before.stopWords, after.stopWords),
    sentiment: {
      ...listChanges(wordsOf(before), wordsOf(after)),
      changed: after.sentiment.flatMap(({ word, weight }) => {
        const from = weights.get(word);
        return from === undefined || from === weight ? [] : [{ word, from, to: weight }];
      }),
    },
  };
}

function listChanges(before: readonly string[], after: readonly string[]): ListChanges {
  const [known, kept] = [new Set(before), new Set(after)];
  return { added: after.filter((word) => !known.has(word)), removed: before.filter((word) => !kept.has(word)) };
}
