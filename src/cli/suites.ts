import type { Analysis, Issue } from '../feedback/analysis.ts';
import { areaUnderCurve, binaryScores, macroF1, rankingScores, setScores } from '../text/maths/metrics.ts';
import { type Evaluation, type LabelledComment, sha1 } from './dataSets.ts';

export type Figures = Record<string, number>;
/** Figures by data set. */
export type Suite = (evaluation: Evaluation) => Promise<Record<string, Figures>>;

export const suites: Record<string, Suite> = {
  sentiment: (evaluation) => scorePolarity(evaluation, labelledSets, labelPolarity),
  ratings: (evaluation) => scorePolarity(evaluation, ratedSets, ratingPolarity),
  calibration,
  conflict,
  issues,
  dining,
};

const labelledSets =
  'chnsenticorp_htl waimai_10k online_shopping_10_cats chnsenticorp weibo_senti_2k uci_sentences eprstmt dianping_2k'.split(
    ' ',
  );
const ratedSets =
  'appstore_cn tripadvisor_london gplay_apps amazon_alexa zomato tw_app_reviews tw_restaurants jd_aircon tw_hospital ba_airline flipkart'.split(
    ' ',
  );
const conflictSets =
  'online_shopping_10_cats chnsenticorp_htl waimai_10k appstore_cn jd_aircon tw_hospital tripadvisor_london ba_airline'.split(
    ' ',
  );

/** Ratings in the top or bottom quarter of the scale speak for a polarity. */
const topQuarter = 0.74;
const bottomQuarter = 0.26;

function labelPolarity({ sentiment }: LabelledComment): boolean | null {
  if (sentiment === 'positive') return true;
  return sentiment === 'negative' ? false : null;
}

/** 0..1, or null without a rating. */
function ratingShare({ rating, rating_max }: LabelledComment): number | null {
  return rating == null || rating_max == null ? null : (rating - 1) / (rating_max - 1);
}

function ratingPolarity(comment: LabelledComment): boolean | null {
  const share = ratingShare(comment);
  if (share === null) return null;
  if (share >= topQuarter) return true;
  return share <= bottomQuarter ? false : null;
}

interface Reading {
  analysis: Analysis;
  gold: boolean;
}

async function readPolar(
  evaluation: Evaluation,
  set: string,
  polarity: (comment: LabelledComment) => boolean | null,
): Promise<Reading[]> {
  const comments = evaluation.load(set).filter((comment) => polarity(comment) !== null);
  const analyses = await evaluation.analyse(comments.map(({ text }) => ({ text })));
  return analyses.map((analysis, i) => ({ analysis, gold: polarity(comments[i]!)! }));
}

async function scorePolarity(
  evaluation: Evaluation,
  sets: string[],
  polarity: (comment: LabelledComment) => boolean | null,
): Promise<Record<string, Figures>> {
  const results: Record<string, Figures> = {};
  for (const set of sets) {
    const started = performance.now();
    const readings = await readPolar(evaluation, set, polarity);
    if (readings.length === 0) continue;
    const seconds = (performance.now() - started) / 1000;
    const scores = readings.map(({ analysis }) => analysis.sentiment.score);
    const gold = readings.map((reading) => reading.gold);
    const positive = scores.map((score) => score > 0);
    results[set] = {
      n: readings.length,
      ...binaryScores(positive, gold),
      auc: areaUnderCurve(scores, gold),
      perSecond: Math.round(readings.length / seconds),
    };
  }
  return results;
}

/** Share and accuracy of the confident answers over the labelled sets. */
async function calibration(evaluation: Evaluation): Promise<Record<string, Figures>> {
  const readings: Reading[] = [];
  for (const set of labelledSets) readings.push(...(await readPolar(evaluation, set, labelPolarity)));
  const results: Record<string, Figures> = {};
  if (readings.length === 0) return results;
  for (const cut of [0.9, 0.8]) {
    const sure = readings.filter(({ analysis }) => analysis.sentiment.confidence >= cut);
    const right = sure.filter(({ analysis, gold }) => analysis.sentiment.score > 0 === gold);
    results[`confidence>=${cut}`] = {
      n: readings.length,
      share: sure.length / readings.length,
      accuracy: right.length / (sure.length || 1),
    };
  }
  return results;
}

const fewestForConflict = 50;

/** One rating in twenty is mirrored, chosen by hash; those are the conflicts. */
async function conflict(evaluation: Evaluation): Promise<Record<string, Figures>> {
  const results: Record<string, Figures> = {};
  for (const set of conflictSets) {
    const rows = evaluation.load(set).flatMap((comment) => {
      const label = labelPolarity(comment);
      const share = ratingShare(comment) ?? (label === null ? null : Number(label));
      return share !== null && (share >= topQuarter || share <= bottomQuarter) ? [{ ...comment, share }] : [];
    });
    if (rows.length < fewestForConflict) continue;
    const mirrored = rows.map(({ id }) => Number.parseInt(sha1(`flip${id}`).slice(0, 8), 16) % 20 === 0);
    const analyses = await evaluation.analyse(
      rows.map(({ text, share }, i) => ({ text, rating: Math.round(1 + 4 * (mirrored[i] ? 1 - share : share)) })),
    );
    results[set] = scoreConflict(analyses, mirrored);
  }
  return results;
}

function scoreConflict(analyses: Analysis[], mirrored: boolean[]): Figures {
  const scores = analyses.map((analysis) => analysis.conflict?.score ?? 0);
  const flagged = analyses.map((analysis) => analysis.conflict?.flagged ?? false);
  const { averagePrecision, precisionAtRecall } = rankingScores(scores, mirrored, 0.8);
  const conflicts = mirrored.filter(Boolean).length;
  const flags = flagged.filter(Boolean).length;
  const hits = flagged.filter((flag, i) => flag && mirrored[i]).length;
  return {
    n: analyses.length,
    conflicts,
    auc: areaUnderCurve(scores, mirrored),
    averagePrecision,
    precisionAtRecall80: precisionAtRecall,
    flaggedShare: flags / analyses.length,
    flaggedPrecision: hits / (flags || 1),
    flaggedRecall: hits / conflicts,
  };
}

function polarityOf(label: string): string {
  if (label.includes('negative')) return 'negative';
  return label.includes('positive') ? 'positive' : 'neutral';
}

const levelTwo = (code: string): string => code.split('.').slice(0, 2).join('.');

async function issues(evaluation: Evaluation): Promise<Record<string, Figures>> {
  const results: Record<string, Figures> = {};
  for (const set of ['cx_gold_a', 'cx_gold_b']) {
    const rows = evaluation.load(set);
    if (rows.length === 0) continue;
    const analyses = await evaluation.analyse(rows.map(({ text }) => ({ text })));
    const compare = (
      ofGold: (issue: { code: string; polarity: string }) => string,
      ofIssue: (issue: Issue) => string,
    ) =>
      setScores(
        analyses.map((analysis) => new Set(analysis.issues.map(ofIssue))),
        rows.map((row) => new Set(row.issues!.map(ofGold))),
      );
    const leaf = compare(
      ({ code }) => code,
      ({ code }) => code,
    );
    results[set] = {
      n: rows.length,
      leafPrecision: leaf.precision,
      leafRecall: leaf.recall,
      leafF1: leaf.f1,
      leafPolarityF1: compare(
        ({ code, polarity }) => `${code} ${polarity}`,
        ({ code, sentiment }) => `${code} ${polarityOf(sentiment.label)}`,
      ).f1,
      level2F1: compare(
        ({ code }) => levelTwo(code),
        ({ code }) => levelTwo(code),
      ).f1,
      evidenceOverlap: evidenceOverlap(rows, analyses),
    };
  }
  return results;
}

/** Of the gold points whose leaf was found: the share whose evidence touches the quote of the reader. */
function evidenceOverlap(rows: LabelledComment[], analyses: Analysis[]): number {
  let found = 0;
  let touching = 0;
  rows.forEach((row, i) => {
    for (const { code, quote } of row.issues!) {
      const at = row.text.indexOf(quote);
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
async function dining(evaluation: Evaluation): Promise<Record<string, Figures>> {
  const rows = evaluation.load('asap_sample');
  if (rows.length === 0) return {};
  const analyses = await evaluation.analyse(
    rows.map(({ text }) => ({ text })),
    'dining',
  );
  const gold = rows.map((row) => new Map(row.aspects!.map((a) => [lastPart(a.category, '#'), a.polarity])));
  const found = analyses.map(
    (analysis) => new Map(analysis.issues.map((i) => [lastPart(i.code, '.'), polarityOf(i.sentiment.label)])),
  );
  const goldSets = gold.map((aspects) => new Set(aspects.keys()));
  const foundSets = found.map((aspects) => new Set(aspects.keys()));
  const shared = gold.flatMap((aspects, i) =>
    [...aspects].filter(([name]) => found[i]!.has(name)).map(([name, polarity]) => found[i]!.get(name) === polarity),
  );
  return {
    asap_sample: {
      n: rows.length,
      microF1: setScores(foundSets, goldSets).f1,
      macroF1: macroF1(foundSets, goldSets),
      polarityAccuracy: shared.filter(Boolean).length / (shared.length || 1),
    },
  };
}
