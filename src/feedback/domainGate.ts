/** Least probability that a comment belongs to one of a cue's kinds of business. */
const enough = 0.4;
/** A comment whose likeliest kind stays below this may be anything, so cues of any kind count. */
const clear = 0.35;
const enoughWhenUnclear = 0.1;

/** Kinds less likely than this are left out of the sums. */
const negligible = 0.01;

/** The likely kinds of the comment at hand, and for each what it adds to a scope without it (0) and with it; reused. */
const kinds = new Int32Array(32);
const added = new Float64Array(64);

/** Writes into `open` which scopes (bit masks over the kinds) the comment is in. Without a model all are. */
export function openScopes(scopes: Int32Array, probabilities: ArrayLike<number> | null, open: Uint8Array): void {
  if (probabilities === null) {
    open.fill(1);
    return;
  }
  let highest = 0;
  let likely = 0;
  for (let d = 0; d < probabilities.length; d++) {
    const p = probabilities[d];
    if (p > highest) highest = p;
    if (p < negligible) continue;
    kinds[likely] = d;
    added[2 * likely++ + 1] = p;
  }
  const least = highest < clear ? enoughWhenUnclear : enough;
  for (let s = 0; s < scopes.length; s++) {
    const scope = scopes[s];
    let share = 0;
    for (let i = 0; i < likely; i++) share += added[2 * i + ((scope >>> kinds[i]) & 1)];
    open[s] = Number(scope === -1 || share >= least);
  }
}
