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
  const particleUnits = unitSet([...rules.questionParticles].map((word) => word[0]).join(''));

  const contrastKind = (tokens: Tokens, i: number): ContrastKind | undefined =>
    contrastUnits[tokens.text.charCodeAt(tokens.start[i])]
      ? rules.contrast.get(tokens.text.slice(tokens.start[i], tokens.end[i]))
      : undefined;

  const close = (tokens: Tokens, clause: Clause, before: number): void => {
    const { text, start, end } = tokens;
    clause.lastToken = trimmedEnd(tokens, before);
    const last = clause.lastToken - 1;
    clause.end = end[last];
    clause.question =
      particleUnits[text.charCodeAt(start[last])] === 1 &&
      rules.questionParticles.has(text.slice(start[last], end[last]));
  };

  return (tokens) => {
    const clauses: Clause[] = [];
    let sentence = 0;
    let open: Clause | null = null;
    let sentenceStart = 0;
    // Clauses before this one have met every contrast of their sentence so far.
    let weighed = 0;

    for (let i = 0; i < tokens.count; i++) {
      const kind = breakAt(tokens, i);
      if (kind !== noBreak) {
        if (open !== null) close(tokens, open, i);
        open = null;
        if (clauses.length === sentenceStart) continue;
        if (isQuestionMark(tokens, i)) clauses[clauses.length - 1].question = true;
        if (kind === sentenceBreak) {
          sentence++;
          sentenceStart = weighed = clauses.length;
        }
        continue;
      }
      if (tokens.kind[i] === TokenKind.Space) continue;
      const turn = contrastKind(tokens, i);
      if (open !== null) {
        if (turn === undefined || turn === 'initial') continue;
        close(tokens, open, i);
      }
      if (turn !== undefined && turn !== 'concession')
        for (; weighed < clauses.length; weighed++)
          if (clauses[weighed].contrast === 'none') clauses[weighed].contrast = 'before';
      open = {
        start: tokens.start[i],
        end: 0,
        firstToken: i,
        lastToken: 0,
        sentence,
        contrast: turn === undefined ? 'none' : turn === 'concession' ? 'before' : 'after',
        question: false,
      };
      clauses.push(open);
    }
    if (open !== null) close(tokens, open, tokens.count);
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
  // Most tokens are words, of which none breaks.
  if (kind[i] === TokenKind.Han || kind[i] === TokenKind.Latin) return noBreak;
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
