import { rowNorm } from '../classify/linear.ts';
import { fitOffsetLogistic } from '../classify/offsetLogistic.ts';
import type { AdaptationText } from './adaptationTexts.ts';
import { type NgramColumns, rowBuilder } from './ngramColumns.ts';

/** Fewer texts teach nothing by themselves. */
const fewestTexts = 300;
/** Texts nearer to the middle (log-odds) teach nothing: their label would be a guess. */
const clear = 1;
const weight = 0.3;
const passes = 10;
/** The share of positive texts is estimated as if so many more were half and half. */
const priorTexts = 20;
const largestBase = 1;
const steps = 100;

/**
 * The log-odds by which the share of positive texts differs from that of the shipped model, ±1, by expectation
 * maximisation (Saerens, Latinne, Decaestecker: "Adjusting the Outputs of a Classifier to New a Priori Probabilities", 2002).
 */
export function baseOf(texts: AdaptationText[]): number {
  if (texts.length < fewestTexts) return 0;
  let share = 0.5;
  for (let step = 0; step < steps; step++) {
    const base = Math.log(share / (1 - share));
    let sum = priorTexts / 2;
    for (const text of texts) sum += 1 / (1 + Math.exp(-text.sum - base));
    share = sum / (texts.length + priorTexts);
  }
  return Math.max(-largestBase, Math.min(largestBase, Math.log(share / (1 - share))));
}

/**
 * Self-training: n-gram weights, learned from scratch on the texts that the shipped model is clear about, with its answers
 * as labels, and on the decided ones. What the house's own words stand for comes from the company they keep.
 * `labels` are the polarities of the first texts. null with too few texts.
 */
export function learnFromOwnJudgement(
  texts: AdaptationText[],
  labels: Float64Array,
  columns: NgramColumns,
  base: number,
  seed: number,
): Float64Array | null {
  if (texts.length < fewestTexts) return null;
  const builder = rowBuilder();
  const positive: number[] = [];
  texts.forEach(({ hash, value, size, sum }, i) => {
    const side = i < labels.length ? labels[i] - 0.5 : Math.abs(sum + base) < clear ? 0 : sum + base;
    if (side === 0) return;
    const norm = rowNorm(size);
    for (let k = 0; k < hash.length; k++) {
      const f = columns.of(hash[k]);
      if (f >= 0) builder.add(f, norm * value[k]);
    }
    // Takes up how many more are positive than negative, which is no matter of words.
    builder.add(columns.count, 1);
    builder.endRow();
    positive.push(side > 0 ? 1 : 0);
  });
  const label = {
    positive,
    weight: new Float64Array(positive.length).fill(weight),
    logOdds: new Float64Array(positive.length),
  };
  return fitOffsetLogistic(builder.rows(columns.count + 1), label, { passes, seed });
}
