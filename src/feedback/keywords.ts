import type { Span } from '../text/span.ts';
import type { Keyword } from './analysis.ts';

/** A content word of one comment that may become a keyword. */
export interface KeywordCandidate extends Span {
  /** The folded word; the span is its first occurrence. */
  term: string;
  /** Occurrences in the comment. */
  count: number;
  /** Score of the clause that holds the first occurrence, −1..1. */
  polarity: number;
  /** Inverse document frequency in the background corpus. */
  backgroundIdf: number;
}

/** Document frequencies of a workspace, for the candidates at hand. */
export interface Frequencies {
  comments: number;
  of(term: string): number;
}

/** Below this number of comments a workspace has no frequencies worth using. */
export const enoughComments = 1000;
export const keywordsPerComment = 8;

/** TF-IDF from count · idf of a word and the number of all words that count, four digits. */
export function keywordWeight(countTimesIdf: number, total: number): number {
  return Math.round((countTimesIdf / total) * 1e4) / 1e4;
}

/**
 * TF-IDF, the highest first: weight = count / Σ counts · idf with idf = ln((1 + N) / (1 + df)) + 1
 * (the smoothed form of scikit-learn), over the workspace's own frequencies once there are enough.
 */
export function rankKeywords(candidates: KeywordCandidate[], frequencies: Frequencies | null): Keyword[] {
  const own = frequencies !== null && frequencies.comments >= enoughComments ? frequencies : null;
  let total = 0;
  for (const candidate of candidates) total += candidate.count;
  const weights = candidates.map(({ term, count, backgroundIdf }) => {
    const idf = own ? Math.log((1 + own.comments) / (1 + own.of(term))) + 1 : backgroundIdf;
    return count * idf;
  });
  return [...weights.keys()]
    .sort((a, b) => weights[b] - weights[a] || candidates[a].start - candidates[b].start)
    .slice(0, keywordsPerComment)
    .map((i) => {
      const { term, start, end, polarity } = candidates[i];
      return { term, weight: keywordWeight(weights[i], total), start, end, polarity };
    });
}
