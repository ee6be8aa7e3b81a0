import type { Analysis, ChannelCalibration } from '../../feedback/analysis.ts';
import { calibrateChannel } from '../../feedback/channelCalibration.ts';
import { defaultRatingScale, ratingPolarity } from '../../feedback/comment.ts';
import { areaUnderCurve, rankingScores } from '../../text/maths/metrics.ts';
import { type Evaluation, sha1 } from '../dataSets.ts';
import { type Figures, measured, type Results } from './figures.ts';
import { clearPosition } from './polarity.ts';

const conflictSets =
  'online_shopping_10_cats chnsenticorp_htl waimai_10k appstore_cn jd_aircon tw_hospital tripadvisor_london ba_airline'.split(
    ' ',
  );
const fewestForConflict = 50;

/** A comment whose rating was mirrored, or not, and what the analysis says of it. */
interface Judged {
  mirrored: boolean;
  score: number;
  flagged: boolean;
  /** Something speaks for a conflict, whatever the threshold. */
  typed: boolean;
}

interface Rated {
  id: string;
  text: string;
  rating: number;
  mirrored: boolean;
}

/** One rating in twenty is mirrored, chosen by hash; those are the conflicts. Empty for a set that is too small. */
function ratedOf(evaluation: Evaluation, set: string): Rated[] {
  const rows = evaluation.load(set).flatMap(({ id, text, ...comment }) => {
    const position = clearPosition({ id, text, ...comment });
    if (position === null) return [];
    const mirrored = hashOf(`flip${id}`) % 20 === 0;
    return [{ id, text, mirrored, rating: Math.round(1 + 4 * (mirrored ? 1 - position : position)) }];
  });
  return rows.length < fewestForConflict ? [] : rows;
}

function hashOf(text: string): number {
  return Number.parseInt(sha1(text).slice(0, 8), 16);
}

async function judge(evaluation: Evaluation, rated: Rated[], calibration?: ChannelCalibration): Promise<Judged[]> {
  const analyses = await evaluation.analyse(
    rated.map(({ text, rating }) => ({ text, rating })),
    calibration && { calibration },
  );
  return analyses.map(({ conflict }, i) => judgedOf(conflict, rated[i]!.mirrored));
}

function judgedOf(found: Analysis['conflict'], mirrored: boolean): Judged {
  return {
    mirrored,
    score: found?.score ?? 0,
    flagged: found?.flagged ?? false,
    typed: (found?.type ?? null) !== null,
  };
}

export async function conflict(evaluation: Evaluation): Promise<Results> {
  const results: Results = {};
  for (const set of conflictSets) {
    const judged = await judge(evaluation, ratedOf(evaluation, set));
    if (judged.length > 0) results[set] = measured(judged.length, (rows) => rates(judged, rows), counts(judged));
  }
  return results;
}

function counts(judged: Judged[]): Figures {
  return { n: judged.length, conflicts: judged.filter(({ mirrored }) => mirrored).length };
}

function rates(judged: Judged[], rows: number[]): Figures {
  const drawn = rows.map((i) => judged[i]!);
  const scores = drawn.map(({ score }) => score);
  const mirrored = drawn.map((one) => one.mirrored);
  const { averagePrecision, precisionAtRecall } = rankingScores(scores, mirrored, 0.8);
  const { share, precision, recall } = queueFigures(drawn, ({ flagged }) => flagged);
  return {
    auc: areaUnderCurve(scores, mirrored),
    averagePrecision,
    precisionAtRecall80: precisionAtRecall,
    flaggedShare: share,
    flaggedPrecision: precision,
    flaggedRecall: recall,
  };
}

function queueFigures(judged: Judged[], isQueued: (one: Judged) => boolean) {
  const queued = judged.filter(isQueued);
  const hits = queued.filter(({ mirrored }) => mirrored).length;
  return {
    share: queued.length / judged.length,
    precision: hits / (queued.length || 1),
    recall: hits / judged.filter(({ mirrored }) => mirrored).length,
  };
}

const thresholdsShown = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/** What a threshold queues for review, over all sets of the suite `conflict` together. */
export async function thresholds(evaluation: Evaluation): Promise<Results> {
  const judged: Judged[] = [];
  for (const set of conflictSets) judged.push(...(await judge(evaluation, ratedOf(evaluation, set))));
  if (judged.length === 0) return {};
  const row = (isQueued: (one: Judged) => boolean) =>
    measured(
      judged.length,
      (rows) =>
        queueFigures(
          rows.map((i) => judged[i]!),
          isQueued,
        ),
      counts(judged),
    );
  const given = thresholdsShown.map((least) => [`>=${least}`, row((one) => one.typed && one.score >= least)]);
  return { ...Object.fromEntries(given), default: row(({ flagged }) => flagged) };
}

/**
 * Each set taken for a channel: calibrated on one half, by hash, and judged on the other, both ways. Sets that are too small
 * or too one-sided to be calibrated are left out.
 */
export async function channels(evaluation: Evaluation): Promise<Results> {
  const results: Results = {};
  for (const set of conflictSets) {
    const rated = ratedOf(evaluation, set);
    const halves = [0, 1].map((half) => rated.filter(({ id }) => hashOf(`half${id}`) % 2 === half)) as [
      Rated[],
      Rated[],
    ];
    const [first, second] = [await calibrationOf(evaluation, halves[0]), await calibrationOf(evaluation, halves[1])];
    if (first === null || second === null) continue;
    const judged = [...(await judge(evaluation, halves[0], second)), ...(await judge(evaluation, halves[1], first))];
    const offset = (first.offset + second.offset) / 2;
    results[set] = measured(judged.length, (rows) => rates(judged, rows), { ...counts(judged), offset });
  }
  return results;
}

async function calibrationOf(evaluation: Evaluation, rated: Rated[]): Promise<ChannelCalibration | null> {
  const analyses = await evaluation.analyse(rated.map(({ text }) => ({ text })));
  return calibrateChannel(
    analyses.map(({ sentiment }, i) => ({
      rating: ratingPolarity(rated[i]!.rating, defaultRatingScale),
      score: sentiment.score,
    })),
  );
}
