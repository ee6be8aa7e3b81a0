/** Mean coherence (NPMI) of the topics of a fit with k topics. */
export interface CoherencePoint {
  k: number;
  npmi: number;
}

const range = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40];
/** A topic of fewer comments than this is hardly one. */
const commentsPerTopic = 30;
const fewestTried = 3;

/** The numbers of topics that are tried for so many comments, ascending; at least [1]. */
export function candidateTopics(documents: number): number[] {
  const most = Math.max(fewestTried, Math.floor(documents / commentsPerTopic));
  const tried = range.filter((k) => k <= Math.min(most, documents));
  return tried.length === 0 ? [1] : tried;
}

/** How much less coherence a smaller number of topics may have and still be preferred: the noise of a fit. */
const noise = 0.005;

/** The best number of topics: the smallest whose coherence is the best but for noise. At least one point. */
export function chooseTopics(curve: CoherencePoint[]): number {
  const best = Math.max(...curve.map(({ npmi }) => npmi));
  return Math.min(...curve.filter(({ npmi }) => npmi >= best - noise).map(({ k }) => k));
}
