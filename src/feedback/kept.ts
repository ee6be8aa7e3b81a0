/** Analyses on their way to the store: the long part is made into text once, in the worker, and never read again. */
import type { FoundWord } from '../text/sentiment/denial.ts';
import type { IndexedOutcome, KeptAnalysis, KeptOutcome } from './analysed.ts';
import type { Versions } from './analysis.ts';
import { type KeywordCandidate, rankKeywords } from './keywords.ts';

export function keep(outcome: IndexedOutcome): KeptOutcome {
  if (!outcome.ok) return outcome;
  const { keywords, conflict, quality, versions, ...start } = outcome.analysis;
  const { language, kind, escalation, issues } = start;
  const { label, score, confidence } = start.sentiment;
  const sentiment = { label, score, confidence };
  const head = JSON.stringify(start);
  return {
    ...outcome,
    analysis: { head, language, sentiment, kind, escalation, issues, keywords, conflict, quality, versions },
  };
}

/** JSON of the whole analysis. */
export function analysisText({ head, keywords, conflict, quality, versions }: KeptAnalysis): string {
  return `${head.slice(0, -1)},${JSON.stringify({ keywords, conflict, quality, versions }).slice(1)}`;
}

/** Outcomes as they travel between threads: strings are copied many times faster there than objects. */
export interface PackedOutcomes {
  heads: string[];
  /** One object for all that share it. */
  versions: (Versions | undefined)[];
  /** JSON of all else, as `PackedRest`. Keywords stay at home: they follow from the candidates. */
  rest: string;
}

type PackedRest =
  | { failure: string }
  | {
      analysis: Omit<KeptAnalysis, 'head' | 'keywords' | 'versions'>;
      searchText: string;
      candidates: (string | number)[];
      watched?: FoundWord[];
    };

export function pack(outcomes: KeptOutcome[]): PackedOutcomes {
  const heads: string[] = [];
  const versions: (Versions | undefined)[] = [];
  const rest = outcomes.map((outcome): PackedRest => {
    heads.push(outcome.ok ? outcome.analysis.head : '');
    versions.push(outcome.ok ? outcome.analysis.versions : undefined);
    if (!outcome.ok) return { failure: outcome.failure };
    const { head: _, keywords: __, versions: ___, ...analysis } = outcome.analysis;
    const { searchText, candidates, watched } = outcome;
    return { analysis, searchText, candidates: packCandidates(candidates), ...(watched && { watched }) };
  });
  return { heads, versions, rest: JSON.stringify(rest) };
}

export function unpack({ heads, versions, rest }: PackedOutcomes): KeptOutcome[] {
  return (JSON.parse(rest) as PackedRest[]).map((packed, index): KeptOutcome => {
    if ('failure' in packed) return { ok: false, failure: packed.failure };
    const candidates = unpackCandidates(packed.candidates);
    const added = { head: heads[index]!, versions: versions[index]!, keywords: rankKeywords(candidates, null) };
    const { analysis, searchText, watched } = packed;
    return { ok: true, analysis: { ...analysis, ...added }, searchText, candidates, ...(watched && { watched }) };
  });
}

const fieldsOfCandidate = 6;

function packCandidates(candidates: KeywordCandidate[]): (string | number)[] {
  const flat: (string | number)[] = [];
  for (const { term, start, end, count, polarity, backgroundIdf } of candidates) {
    flat.push(term, start, end, count, polarity, backgroundIdf);
  }
  return flat;
}

function unpackCandidates(flat: (string | number)[]): KeywordCandidate[] {
  const candidates: KeywordCandidate[] = [];
  for (let at = 0; at < flat.length; at += fieldsOfCandidate) {
    candidates.push({
      term: flat[at] as string,
      start: flat[at + 1] as number,
      end: flat[at + 2] as number,
      count: flat[at + 3] as number,
      polarity: flat[at + 4] as number,
      backgroundIdf: flat[at + 5] as number,
    });
  }
  return candidates;
}
