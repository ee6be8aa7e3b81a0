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
    const [, word, weight] = /^(.+?)[\s=:：,，]+([+\-−]?\d+(?:\.\d+)?)$/.exec(line) ?? [];
    if (word === undefined || weight === undefined) return { ok: false, line };
    weighted.push({ word, weight: Number(weight.replace('−', '-')) });
  }
  return { ok: true, value: { words: linesIn(words), stopWords: linesIn(stopWords), sentiment: weighted } };
}

function linesIn(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
