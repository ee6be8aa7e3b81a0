import { rowNorm } from '../../src/text/classify/linear.ts';
import type { WeightTable } from '../../src/text/classify/weightTable.ts';
import type { Document } from '../../src/text/document.ts';
import { TokenKind } from '../../src/text/segment/tokens.ts';
import { createNgramReader } from '../../src/text/sentiment/ngrams.ts';
import { createFeatureReader } from '../../src/text/vectorise/features.ts';
import type { LabelledText } from './corpus.ts';

/** Texts of each polarity that hold a word, by set. */
export type WordCounts = Map<string, Map<string, [negative: number, positive: number]>>;

export interface LearnedWord {
  word: string;
  /** Log-odds that the word alone adds up to. */
  weight: number;
}

const fewestInSet = 3;
const fewestTexts = 8;
const noticeable = 0.15;
const pairOpeners = '不没无未太很好真超难最更还非特挺蛮有可多';

/** Counts words of two units and more, and pairs that begin with a negator or a degree word (不推荐, 太贵). */
export function countWords(counts: WordCounts, document: Document, { set, polarity }: LabelledText): void {
  if (polarity !== 0 && polarity !== 1) return;
  for (const word of wordsOf(document)) {
    const bySet = counts.get(word) ?? new Map<string, [number, number]>();
    counts.set(word, bySet);
    const pair = bySet.get(set) ?? [0, 0];
    bySet.set(set, pair);
    pair[polarity]++;
  }
}

function wordsOf({ tokens }: Document): Set<string> {
  const words = new Set<string>();
  for (let t = 0; t < tokens.count; t++) {
    const kind = tokens.kind[t];
    const start = tokens.start[t];
    if (kind === TokenKind.Latin && tokens.end[t] - start >= 3) words.add(tokens.text.slice(start, tokens.end[t]));
    if (kind !== TokenKind.Han) continue;
    if (tokens.end[t] - start >= 2) words.add(tokens.text.slice(start, tokens.end[t]));
    const opens = pairOpeners.includes(tokens.text[start]) && tokens.end[t] - start <= 2;
    if (opens && t + 1 < tokens.count && tokens.kind[t + 1] === TokenKind.Han && tokens.end[t + 1] - start <= 5)
      words.add(tokens.text.slice(start, tokens.end[t + 1]));
  }
  return words;
}

/**
 * Words that occur in eight texts or more and lean the same way in two sets at least, with what the n-gram weights give
 * them; strongest first. A single set would teach its brands and topics.
 */
export function learnedWords(counts: WordCounts, table: WeightTable, read: (text: string) => Document): LearnedWord[] {
  const readFeatures = createFeatureReader();
  const readNgrams = createNgramReader(table);
  const out: LearnedWord[] = [];
  for (const [word, bySet] of counts) {
    const lean = agreedLean(bySet);
    if (lean === 0) continue;
    const document = read(word);
    const { tokens } = document;
    const { weight, size } = readNgrams(readFeatures(tokens, null), nobody, document);
    let sum = 0;
    let n = 0;
    for (let t = 0; t < tokens.count; t++) {
      sum += weight[t];
      n += size[t];
    }
    const logOdds = sum * rowNorm(n);
    if (logOdds * lean >= noticeable) out.push({ word, weight: Math.round(logOdds * 100) / 100 });
  }
  return out.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.word < b.word ? -1 : 1));
}

/** The words are read without any expert. */
const nobody = { count: 0, expert: new Int32Array(0), share: new Float64Array(0) };

/** 1 or −1 when at least two sets lean that way and none with enough texts the other; 0 otherwise. */
function agreedLean(bySet: Map<string, [number, number]>): number {
  let texts = 0;
  let up = 0;
  let down = 0;
  for (const [negative, positive] of bySet.values()) {
    texts += negative + positive;
    if (negative + positive < fewestInSet) continue;
    if (positive > negative) up++;
    else if (negative > positive) down++;
  }
  if (texts < fewestTexts) return 0;
  return up >= 2 && up > 2 * down ? 1 : down >= 2 && down > 2 * up ? -1 : 0;
}
