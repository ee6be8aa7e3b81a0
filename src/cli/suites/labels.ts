import type { Analysis, Issue } from '../../feedback/analysis.ts';
import { macroF1, setScores } from '../../text/maths/metrics.ts';
import type { Evaluation, LabelledComment } from '../dataSets.ts';
import { type Figures, measured, type Results } from './figures.ts';

function polarityOf(label: string): string {
  if (label.includes('negative')) return 'negative';
  return label.includes('positive') ? 'positive' : 'neutral';
}

const levelTwo = (code: string): string => code.split('.').slice(0, 2).join('.');

export async function issues(evaluation: Evaluation): Promise<Results> {
  const results: Results = {};
  for (const set of ['cx_gold_a', 'cx_gold_b']) {
    const comments = evaluation.load(set);
    if (comments.length === 0) continue;
    const analyses = await evaluation.analyse(comments.map(({ text }) => ({ text })));
    results[set] = measured(comments.length, (rows) =>
      issueRates(
        rows.map((i) => comments[i]!),
        rows.map((i) => analyses[i]!),
      ),
    );
  }
  return results;
}

function issueRates(comments: LabelledComment[], analyses: Analysis[]): Figures {
  const compare = (ofGold: (issue: { code: string; polarity: string }) => string, ofIssue: (issue: Issue) => string) =>
    setScores(
      analyses.map((analysis) => new Set(analysis.issues.map(ofIssue))),
      comments.map((comment) => new Set(comment.issues!.map(ofGold))),
    );
  const code = (issue: { code: string }): string => issue.code;
  const second = (issue: { code: string }): string => levelTwo(issue.code);
  const leaf = compare(code, code);
  const withPolarity = compare(
    (issue) => `${issue.code} ${issue.polarity}`,
    (issue) => `${issue.code} ${polarityOf(issue.sentiment.label)}`,
  );
  return {
    leafPrecision: leaf.precision,
    leafRecall: leaf.recall,
    leafF1: leaf.f1,
    leafPolarityF1: withPolarity.f1,
    level2F1: compare(second, second).f1,
    evidenceOverlap: evidenceOverlap(comments, analyses),
  };
}

/** Of the gold points whose leaf was found: the share whose evidence touches the quote of the reader. */
function evidenceOverlap(comments: LabelledComment[], analyses: Analysis[]): number {
  let found = 0;
  let touching = 0;
  comments.forEach((comment, i) => {
    for (const { code, quote } of comment.issues!) {
      const at = comment.text.indexOf(quote);
      const issue = analyses[i]!.issues.find((candidate) => candidate.code === code);
      if (!issue || at < 0) continue;
      found++;
      if (issue.evidence.some(({ start, end }) => start < at + quote.length && end > at)) touching++;
    }
  });
  return touching / (found || 1);
}

const lastPart = (code: string, separator: string): string => code.split(separator).at(-1)!.toLowerCase();

/** The 18 aspects of restaurant reviews, whose names end the leaf codes of the `dining` taxonomy. */
export async function dining(evaluation: Evaluation): Promise<Results> {
  const comments = evaluation.load('asap_sample');
  if (comments.length === 0) return {};
  const analyses = await evaluation.analyse(
    comments.map(({ text }) => ({ text })),
    { taxonomy: 'dining' },
  );
  const gold = comments.map(({ aspects }) => new Map(aspects!.map((a) => [lastPart(a.category, '#'), a.polarity])));
  const found = analyses.map(
    (analysis) => new Map(analysis.issues.map((i) => [lastPart(i.code, '.'), polarityOf(i.sentiment.label)])),
  );
  const rates = (rows: number[]): Figures =>
    aspectRates(
      rows.map((i) => found[i]!),
      rows.map((i) => gold[i]!),
    );
  return { asap_sample: measured(comments.length, rates) };
}

/** Polarities by aspect, one map a comment. */
function aspectRates(found: Map<string, string>[], gold: Map<string, string>[]): Figures {
  const goldSets = gold.map((aspects) => new Set(aspects.keys()));
  const foundSets = found.map((aspects) => new Set(aspects.keys()));
  const shared = gold.flatMap((aspects, i) =>
    [...aspects].filter(([name]) => found[i]!.has(name)).map(([name, polarity]) => found[i]!.get(name) === polarity),
  );
  return {
    microF1: setScores(foundSets, goldSets).f1,
    macroF1: macroF1(foundSets, goldSets),
    polarityAccuracy: shared.filter(Boolean).length / (shared.length || 1),
  };
}
