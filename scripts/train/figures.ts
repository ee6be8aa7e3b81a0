/** Figures of a two-class answer, by the conventions of the outside evaluation: score > 0 is positive. */
export interface BinaryFigures {
  n: number;
  accuracy: number;
  macroF1: number;
  auc: number;
}

export function binaryFigures(scores: number[], positive: number[]): BinaryFigures {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  scores.forEach((score, i) => {
    if (score > 0) positive[i] ? tp++ : fp++;
    else positive[i] ? fn++ : tn++;
  });
  const n = scores.length;
  return {
    n,
    accuracy: round((tp + tn) / n),
    macroF1: round((f1(tp, fp, fn) + f1(tn, fn, fp)) / 2),
    auc: round(auc(scores, positive)),
  };
}

function f1(tp: number, fp: number, fn: number): number {
  return tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn);
}

/** Area under the ROC curve by ranks; ties count half. */
export function auc(scores: number[], positive: number[]): number {
  const order = scores.map((score, i) => ({ score, positive: positive[i] })).sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && order[j].score === order[i].score) j++;
    for (let k = i; k < j; k++) {
      if (!order[k].positive) continue;
      rankSum += (i + j + 1) / 2;
      positives++;
    }
    i = j;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
