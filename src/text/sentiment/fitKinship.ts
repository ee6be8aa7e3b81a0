import { rowNorm } from '../classify/linear.ts';
import { packWeights } from '../classify/weightTable.ts';
import { type Kinship, shareFrom } from './adaptation.ts';
import type { AdaptationText } from './adaptationTexts.ts';

/** How common words are in feedback of any kind: document frequencies by hash. */
export interface BackgroundWords {
  documents: number;
  /** 0 for words that are too rare to be listed. */
  of(hash: number): number;
}

const bits = 14;
/** Fewer texts do not show what kind they are of. */
const fewestTexts = 100;
/** Log ratios beyond this are no clearer. */
const largestRatio = 3;
/** A word that the background does not list may still occur in so many of its texts. */
const unlisted = 4;
/** Words of fewer texts tell nothing when the background does not list them. */
const fewestOfUnlisted = 3;
/** Of the house's own texts so many may count half or less, and so many count clearly less than fully. */
const halfAt = 0.2;
const clearAt = 0.33;
const clearLogOdds = 3;
/** From there to the middle of the house's own texts: where all are much alike, one word less must not shut a text out. */
const leastDistance = 1;

export interface FittedKinship {
  kinship: Kinship | null;
  /** Share of each text, as the stage computes it but for rounding; all 1 without a kinship. */
  shares: Float64Array;
}

/**
 * Learns the words of a house: naive-Bayes log ratios of document frequencies, ±3, summed over a text and divided by
 * √(n + 4). The share is a half at the 20th percentile of the house's own texts, or 1 below their median, and σ(3) at the 33rd.
 */
export function fitKinship(texts: AdaptationText[], background: BackgroundWords): FittedKinship {
  if (texts.length < fewestTexts) return { kinship: null, shares: new Float64Array(texts.length).fill(1) };
  const ratios = logRatios(texts, background);
  const scores = texts.map(({ words }) => {
    let sum = 0;
    for (const word of words) sum += ratios.get(word)?.ratio ?? 0;
    return sum * rowNorm(words.length);
  });
  const sorted = Float64Array.from(scores).sort();
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)];
  const centre = Math.min(at(halfAt), at(0.5) - leastDistance);
  const steepness = clearLogOdds / Math.max(0.1, at(clearAt) - centre);
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
    kinship: { words, centre, steepness },
    shares: Float64Array.from(scores, (score) => shareFrom(score, centre, steepness)),
  };
}

function logRatios(texts: AdaptationText[], background: BackgroundWords) {
  const counts = new Map<number, number>();
  for (const { words } of texts) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ratios = new Map<number, { ratio: number; count: number }>();
  for (const [hash, count] of counts) {
    const known = background.of(hash);
    if (known === 0 && count < fewestOfUnlisted) continue;
    const here = (count + 1) / (texts.length + 2);
    const elsewhere = ((known || unlisted) + 1) / (background.documents + 2);
    const ratio = Math.log(here / elsewhere);
    ratios.set(hash, { ratio: Math.max(-largestRatio, Math.min(largestRatio, ratio)), count });
  }
  return ratios;
}
