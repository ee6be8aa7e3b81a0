/** Least probability that a comment belongs to one of a cue's kinds of business. */
const enough = 0.4;
/** A comment whose likeliest kind stays below this may be anything, so cues of any kind count. */
const clear = 0.35;
const enoughWhenUnclear = 0.1;

/** Kinds less likely than this are left out of the sums. */
const negligible = 0.01;

/** The likely kinds of the comment at hand, reused from call to call. */
const kinds = new Int32Array(32);

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
    if (p >= negligible) kinds[likely++] = d;
  }
  const least = highest < clear ? enoughWhenUnclear : enough;
  for (let s = 0; s < scopes.length; s++) {
    let share = 0;
    for (let i = 0; i < likely; i++) if (scopes[s] & (1 << kinds[i])) share += probabilities[kinds[i]];
    open[s] = Number(scopes[s] === -1 || share >= least);
  }
}
