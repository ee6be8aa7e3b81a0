/** Figures of merit for classifiers. Sets without a positive or without a negative give NaN where a rate needs both. */

/** F1 = 2·tp / (2·tp + fp + fn); 0 without a hit. */
export function f1(tp: number, fp: number, fn: number): number {
  return tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn);
}

/** Accuracy, and the mean of the F1 of both classes. */
export function binaryScores(predicted: boolean[], gold: boolean[]): { accuracy: number; macroF1: number } {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  let tn = 0;
  for (let i = 0; i < predicted.length; i++) {
    if (predicted[i]) gold[i] ? tp++ : fp++;
    else gold[i] ? fn++ : tn++;
  }
  return { accuracy: (tp + tn) / predicted.length, macroF1: (f1(tp, fp, fn) + f1(tn, fn, fp)) / 2 };
}

/**
 * Area under the ROC curve: the probability that a positive scores above a negative, ties counting half
 * (Mann–Whitney U by mid-ranks).
 */
export function areaUnderCurve(scores: number[], gold: boolean[]): number {
  const order = scores.map((score, i) => ({ score, positive: gold[i]! })).sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && order[end]!.score === order[i]!.score) end++;
    for (let k = i; k < end; k++) {
      if (!order[k]!.positive) continue;
      rankSum += (i + end + 1) / 2;
      positives++;
    }
    i = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Average precision, and the precision where the given share of the positives is first reached, by falling score. */
export function rankingScores(
  scores: number[],
  gold: boolean[],
  recall: number,
): { averagePrecision: number; precisionAtRecall: number } {
  const order = scores.map((score, i) => ({ score, positive: gold[i]! })).sort((a, b) => b.score - a.score);
  const positives = gold.filter(Boolean).length;
  let hits = 0;
  let sum = 0;
  let precisionAtRecall = 0;
  order.forEach(({ positive }, i) => {
    if (!positive) return;
    hits++;
    sum += hits / (i + 1);
    if (precisionAtRecall === 0 && hits >= recall * positives) precisionAtRecall = hits / (i + 1);
  });
  return { averagePrecision: sum / positives, precisionAtRecall };
}

export interface SetScores {
  precision: number;
  recall: number;
  f1: number;
}

/** Micro-averaged precision, recall and F1 of sets of labels, one set a document. */
export function setScores(predicted: Set<string>[], gold: Set<string>[]): SetScores {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let i = 0; i < gold.length; i++) {
    for (const label of predicted[i]!) gold[i]!.has(label) ? tp++ : fp++;
    for (const label of gold[i]!) if (!predicted[i]!.has(label)) fn++;
  }
  return { precision: tp / (tp + fp || 1), recall: tp / (tp + fn || 1), f1: f1(tp, fp, fn) };
}

/** Mean over the labels that occur in `gold` of the F1 of each. */
export function macroF1(predicted: Set<string>[], gold: Set<string>[]): number {
  const labels = new Set(gold.flatMap((set) => [...set]));
  let sum = 0;
  for (const label of labels) {
    const of = (sets: Set<string>[]): Set<string>[] => sets.map((set) => new Set(set.has(label) ? [label] : []));
    sum += setScores(of(predicted), of(gold)).f1;
  }
  return sum / labels.size;
}
