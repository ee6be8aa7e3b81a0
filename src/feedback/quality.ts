import { TokenKind, type Tokens } from '../text/segment/tokens.ts';
import { createSpanNumbering, hashSpan } from '../text/vectorise/wordTable.ts';

/** Texts with fewer words are too short to call repetitive. */
const enoughWords = 12;
/** Share of distinct words below which a text repeats itself. */
const repetitiveShare = 0.25;

const isWord = (kind: number): boolean =>
  kind === TokenKind.Han || kind === TokenKind.Latin || kind === TokenKind.Other;

/**
 * Makes the check for what may render a comment unfit for statistics: `no_words` (marks, numbers or emoji only) and
 * `repeated_text` (the same words over and over). Flags only; nothing is left out of the analysis.
 */
export function createQualityCheck(): (tokens: Tokens) => string[] {
  const numbering = createSpanNumbering();
  const begun = new Uint32Array(1024);
  let turn = 0;

  /** Words with different beginnings are different: a cheap count that is never too high. */
  const differentBeginnings = ({ text, count, start, kind }: Tokens): number => {
    turn++;
    let different = 0;
    for (let i = 0; i < count; i++) {
      const slot = text.charCodeAt(start[i]) & 1023;
      if (!isWord(kind[i]) || begun[slot] === turn) continue;
      begun[slot] = turn;
      different++;
    }
    return different;
  };

  return (tokens) => {
    const { text, count, start, end, kind } = tokens;
    let words = 0;
    for (let i = 0; i < count; i++) if (isWord(kind[i])) words++;
    if (words === 0) return ['no_words'];
    if (words < enoughWords || differentBeginnings(tokens) / words >= repetitiveShare) return [];
    numbering.begin(words);
    for (let i = 0; i < count; i++)
      if (isWord(kind[i])) numbering.number(text, start[i], end[i], hashSpan(text, start[i], end[i]));
    return numbering.count / words < repetitiveShare ? ['repeated_text'] : [];
  };
}
