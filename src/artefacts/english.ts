import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import type { LatinTokeniser } from '../text/segment/segmenter.ts';

/** wink-nlp is quadratic on unbroken runs, so it never sees a longer one. */
const longestRun = 200;
/** wink-nlp keeps every new word for ever, some 130 bytes each, so it is made anew after this many UTF-16 units. */
const unitsPerInstance = 4_000_000;

/**
 * Cuts running Latin text with wink-nlp's tokeniser. wink answers from its cache whatever token it has seen before
 * («alexander's» whole or in two, by what came earlier), so its tokens are cut further by a rule that depends on the
 * token alone: the answer must not depend on other texts.
 */
export function createLatinTokeniser(): LatinTokeniser {
  let nlp = winkNLP(model, []);
  let units = 0;
  return (text) => {
    units += text.length;
    if (units > unitsPerInstance) {
      nlp = winkNLP(model, []);
      units = text.length;
    }
    const words: string[] = [];
    for (const piece of pieces(text)) for (const token of nlp.readDoc(piece).tokens().out()) splitToken(token, words);
    return words;
  };
}

/** The text in pieces without a run of more than `longestRun` units between blanks; joined they are the text. */
function pieces(text: string): string[] {
  const out: string[] = [];
  let from = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    run = text.charCodeAt(i) <= 0x20 ? 0 : run + 1;
    if (run <= longestRun) continue;
    out.push(text.slice(from, i));
    from = i;
    run = 1;
  }
  out.push(text.slice(from));
  return out;
}

const isApostrophe = (unit: number): boolean => unit === 0x27 || unit === 0x2019;
const isWordUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit >= 0xc0 || unit === 0x5f;

/** Cuts a token into words, contractions (n't, 's, 'll) and single marks. Addresses stay whole. */
function splitToken(token: string, out: string[]): void {
  if (token.includes('://') || token.includes('@')) {
    out.push(token);
    return;
  }
  let from = 0;
  for (let i = 0; i < token.length; i++) {
    const unit = token.charCodeAt(i);
    if (isWordUnit(unit) && !isApostrophe(unit)) continue;
    if (isDecimal(token, i)) continue;
    const contraction = isApostrophe(unit) && i + 1 < token.length && isWordUnit(token.charCodeAt(i + 1));
    const negation = contraction && token[i + 1] === 't' && i > from && token[i - 1] === 'n';
    const cut = negation ? i - 1 : i;
    if (cut > from) out.push(token.slice(from, cut));
    from = cut;
    if (contraction) continue;
    out.push(token[i]);
    from = i + 1;
  }
  if (from < token.length) out.push(token.slice(from));
}

function isDecimal(token: string, i: number): boolean {
  const isDigit = (at: number): boolean => token.charCodeAt(at) >= 0x30 && token.charCodeAt(at) <= 0x39;
  return (token[i] === '.' || token[i] === ',') && i > 0 && isDigit(i - 1) && isDigit(i + 1);
}
