import { TokenKind, type Tokens } from '../segment/tokens.ts';
import type { Clause } from './clause.ts';

/**
 * `contrast` splits and turns (但是, however); `initial` does so only where a clause begins (就是, 只是);
 * `concession` opens the weaker half (虽然, although).
 */
export type ContrastKind = 'contrast' | 'initial' | 'concession';

export interface ClauseRules {
  contrast: ReadonlyMap<string, ContrastKind>;
  /** Particles that make a clause a question when they end it (吗, 么). */
  questionParticles: ReadonlySet<string>;
}

const noBreak = 0;
const clauseBreak = 1;
const sentenceBreak = 2;

function unitSet(text: string): Uint8Array {
  const set = new Uint8Array(65_536);
  for (let i = 0; i < text.length; i++) set[text.charCodeAt(i)] = 1;
  return set;
}

const sentenceMarks = unitSet('。!?！？;；…\n\r~～');
const clauseMarks = unitSet(',，');

/**
 * Splits tokens into clauses: at sentence marks, commas, blanks between Chinese words, and before contrast words.
 * A colon and an enumeration comma do not split, since 「外观：好」 and 「屏幕、电池都好」 make one point.
 */
export function createClauseSplitter(rules: ClauseRules): (tokens: Tokens) => Clause[] {
  const contrastUnits = unitSet([...rules.contrast.keys()].map((word) => word[0]).join(''));

  const contrastKind = (tokens: Tokens, i: number): ContrastKind | undefined =>
    contrastUnits[tokens.text.charCodeAt(tokens.start[i])]
      ? rules.contrast.get(tokens.text.slice(tokens.start[i], tokens.end[i]))
      : undefined;

  return (tokens) => {
    const clauses: Clause[] = [];
    let sentence = 0;
    let open: Clause | null = null;
    let sentenceStart = 0;
    // Clauses before this one have met every contrast of their sentence so far.
    let weighed = 0;

    const close = (before: number): void => {
      if (open === null) return;
      const lastToken = trimmedEnd(tokens, before);
      open.lastToken = lastToken;
      open.end = tokens.end[lastToken - 1];
      const lastWord = tokens.text.slice(tokens.start[lastToken - 1], open.end);
      open.question = rules.questionParticles.has(lastWord);
      clauses.push(open);
      open = null;
    };
    const endSentence = (): void => {
      sentence++;
      sentenceStart = clauses.length;
      weighed = sentenceStart;
    };

    for (let i = 0; i < tokens.count; i++) {
      const kind = breakAt(tokens, i);
      if (kind !== noBreak) {
        close(i);
        if (isQuestionMark(tokens, i) && clauses.length > sentenceStart) clauses[clauses.length - 1].question = true;
        if (kind === sentenceBreak && clauses.length > sentenceStart) endSentence();
        continue;
      }
      if (tokens.kind[i] === TokenKind.Space) continue;
      const turn = contrastKind(tokens, i);
      if (turn !== undefined && open !== null && turn !== 'initial') close(i);
      if (open === null) {
        open = {
          start: tokens.start[i],
          end: 0,
          firstToken: i,
          lastToken: 0,
          sentence,
          contrast: 'none',
          question: false,
        };
        if (turn === 'concession') open.contrast = 'before';
        else if (turn !== undefined) {
          open.contrast = 'after';
          for (; weighed < clauses.length; weighed++)
            if (clauses[weighed].contrast === 'none') clauses[weighed].contrast = 'before';
        }
      }
    }
    close(tokens.count);
    return clauses;
  };
}

function trimmedEnd(tokens: Tokens, end: number): number {
  let last = end;
  while (last > 0 && tokens.kind[last - 1] === TokenKind.Space) last--;
  return last;
}

function breakAt(tokens: Tokens, i: number): number {
  const { text, start, end, kind } = tokens;
  const unit = text.charCodeAt(start[i]);
  if (sentenceMarks[unit]) return sentenceBreak;
  if (clauseMarks[unit]) return clauseBreak;
  if (unit === 0x2e && kind[i] === TokenKind.Punctuation)
    return end[i] - start[i] > 1 || !isDecimalPoint(tokens, i) ? sentenceBreak : noBreak;
  if (kind[i] !== TokenKind.Space) return noBreak;
  if (hasLineBreak(text, start[i], end[i])) return sentenceBreak;
  const around = i > 0 && i + 1 < tokens.count;
  return around && kind[i - 1] === TokenKind.Han && kind[i + 1] === TokenKind.Han ? clauseBreak : noBreak;
}

function isDecimalPoint(tokens: Tokens, i: number): boolean {
  return (
    i > 0 && i + 1 < tokens.count && tokens.kind[i - 1] === TokenKind.Number && tokens.kind[i + 1] === TokenKind.Number
  );
}

function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d) return true;
  return false;
}

function isQuestionMark(tokens: Tokens, i: number): boolean {
  const unit = tokens.text.charCodeAt(tokens.start[i]);
  return unit === 0x3f || unit === 0xff1f;
}
