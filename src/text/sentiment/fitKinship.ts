import { rowNorm } from '../classify/linear.ts';
import { packWeights } from '../classify/weightTable.ts';
import { type Kinship, lengthOf, shareFrom, strangeness } from './adaptation.ts';
import type { AdaptationText } from './adaptationTexts.ts';

/** How common words are in feedback of any kind: document frequencies by hash. */
export interface BackgroundWords {
  documents: number;
  /** 0 for words that are too rare to be listed. */
  of(hash: number): number;
}

const bits = 16;
/** Fewer texts do not show what kind they are of. */
const fewestTexts = 100;
/** Log ratios beyond this are no clearer. */
const largestRatio = 3;
/** A word that the background does not list may still occur in so many of its texts. */
const unlisted = 4;
/** Words of fewer texts are not the house's own, and of fewer still when the background does not list them. */
const fewestOfListed = 2;
const fewestOfUnlisted = 3;
/** Log ratio of a word that is not the house's own. */
const strangeWord = -1;
/**
 * Of the house's own texts this share may count half or less: as few as keep the kinship above what texts of any kind
 * have, where words of the house and strange ones are in balance or nearly so. From so many more on they count clearly.
 */
const halfAt = { least: 0.03, most: 0.2 };
const balance = -0.35;
const clearAfter = 0.08;
const clearLogOdds = 3;
/** From there to the middle of the house's own texts: where all are much alike, one word less must not shut a text out. */
const leastDistance = 1;

export interface FittedKinship {
  kinship: Kinship | null;
  /** Share of each text, as the stage computes it but for rounding; all 1 without a kinship. */
  shares: Float64Array;
}

/**
 * Learns the words of a house: naive-Bayes log ratios of document frequencies, ±3, −1 for all other words, summed over a
 * text and divided by √(n + 4), less the strangeness of its length. The share is a half at a percentile from 3 to 20 of the house's own texts,
 * or 1 below their median, and σ(3) eight percentiles further.
 */
export function fitKinship(texts: AdaptationText[], background: BackgroundWords): FittedKinship {
  if (texts.length < fewestTexts) return { kinship: null, shares: new Float64Array(texts.length).fill(1) };
  const ratios = logRatios(texts, background);
  const length = lengthsOf(texts);
  const scores = texts.map(({ words }) => {
    let sum = 0;
    for (const word of words) sum += ratios.get(word)?.ratio ?? strangeWord;
    return sum * rowNorm(words.length) - strangeness(words.length, length);
  });
  const sorted = Float64Array.from(scores).sort();
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)];
  const inBalance = sorted.filter((score) => score < balance).length / sorted.length;
  const half = Math.max(halfAt.least, Math.min(halfAt.most, inBalance));
  const centre = Math.min(at(half), at(0.5) - leastDistance);
  const steepness = clearLogOdds / Math.max(0.1, at(half + clearAfter) - centre);
  const listed = [...ratios];
  const words = packWeights(
    {
      hash: Int32Array.from(listed, ([hash]) => hash),
      texts: Int32Array.from(listed, ([, { count }]) => count),
      weights: Float32Array.from(listed, ([, { ratio }]) => ratio),
      columns: 1,
    },
    bits,
  );
  return {
    kinship: { words, unlisted: strangeWord, centre, steepness, length },
    shares: Float64Array.from(scores, (score) => shareFrom(score, centre, steepness)),
  };
}

/** Less than this is no standard deviation of lengths: nearly equal texts would shut all others out. */
const leastDeviation = 0.5;

function lengthsOf(texts: AdaptationText[]): { mean: number; deviation: number } {
  const lengths = texts.map(({ words }) => lengthOf(words.length));
  const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
  const variance = lengths.reduce((sum, one) => sum + (one - mean) ** 2, 0) / lengths.length;
  return { mean, deviation: Math.max(leastDeviation, Math.sqrt(variance)) };
}

function logRatios(texts: AdaptationText[], background: BackgroundWords) {
  const counts = new Map<number, number>();
  for (const { words } of texts) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ratios = new Map<number, { ratio: number; count: number }>();
  for (const [hash, count] of counts) {
    const known = background.of(hash);
    if (count < (known === 0 ? fewestOfUnlisted : fewestOfListed)) continue;
    const here = (count + 1) / (texts.length + 2);
    const elsewhere = ((known || unlisted) + 1) / (background.documents + 2);
    const ratio = Math.log(here / elsewhere);
    ratios.set(hash, { ratio: Math.max(-largestRatio, Math.min(largestRatio, ratio)), count });
  }
  return ratios;
}
