import type { Lexicon } from '../../../api/types.ts';

/** The lists as people write them: a word a line, behind a word of sentiment its weight. */
export type LexiconLines = Record<'words' | 'stopWords' | 'sentiment', string>;

export function linesOf({ words, stopWords, sentiment }: Lexicon): LexiconLines {
  return {
    words: words.join('\n'),
    stopWords: stopWords.join('\n'),
    sentiment: sentiment.map(({ word, weight }) => `${word} ${weight}`).join('\n'),
  };
}

type Read = { ok: true; value: Lexicon } | { ok: false; line: string };

/** What the lines say, or the first line of sentiment without a weight. The service judges words and weights. */
export function readLexicon({ words, stopWords, sentiment }: LexiconLines): Read {
  const weighted: Lexicon['sentiment'] = [];
  for (const line of linesIn(sentiment)) {
    const weight = line.split(/[\s=:：,，]/).at(-1) ?? '';
    const word = withoutMarks(line.slice(0, line.length - weight.length));
    if (word === '' || !/^[+\-−]?\d{1,4}(?:\.\d{1,6})?$/.test(weight)) return { ok: false, line };
    weighted.push({ word, weight: Number(weight.replace('−', '-')) });
  }
  return { ok: true, value: { words: linesIn(words), stopWords: linesIn(stopWords), sentiment: weighted } };
}

/** The word before its weight, without what parts them. */
function withoutMarks(word: string): string {
  let end = word.length;
  while (end > 0 && /[\s=:：,，]/.test(word[end - 1])) end--;
  return word.slice(0, end);
}

function linesIn(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
