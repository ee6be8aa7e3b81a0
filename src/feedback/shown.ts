/** Analyses on their way into an answer: made into text once, in the worker, and never read again. */
import type { AnalysisOutcome } from './analysed.ts';
import type { Analysis, Sentiment } from './analysis.ts';

/** The JSON of an analysis in UTF-8, but for its conflict, which its neighbours may still change. */
export interface ShownAnalysis extends Pick<Analysis, 'conflict'> {
  /** Up to the value of `conflict`, and from behind it. */
  head: Uint8Array;
  tail: Uint8Array;
  sentiment: Pick<Sentiment, 'score'>;
}

export type ShownOutcome = { ok: true; analysis: ShownAnalysis } | { ok: false; failure: string };

const utf8 = new TextEncoder();

export function show(outcome: AnalysisOutcome): ShownOutcome {
  if (!outcome.ok) return outcome;
  const { conflict, quality, versions, ...start } = outcome.analysis;
  const head = utf8.encode(`${JSON.stringify(start).slice(0, -1)},"conflict":`);
  const tail = utf8.encode(`,${JSON.stringify({ quality, versions }).slice(1)}`);
  return { ok: true, analysis: { head, conflict, tail, sentiment: { score: start.sentiment.score } } };
}

/** The whole JSON, in the order of its parts. */
export function shownParts({ head, conflict, tail }: ShownAnalysis): Uint8Array[] {
  return [head, utf8.encode(JSON.stringify(conflict)), tail];
}
