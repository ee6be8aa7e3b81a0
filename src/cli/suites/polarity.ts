import type { Analysis } from '../../feedback/analysis.ts';
import { areaUnderCurve, binaryScores } from '../../text/maths/metrics.ts';
import type { Evaluation, LabelledComment } from '../dataSets.ts';
import { measured, type Results } from './figures.ts';

const labelledSets =
  'chnsenticorp_htl waimai_10k online_shopping_10_cats chnsenticorp weibo_senti_2k uci_sentences eprstmt dianping_2k'.split(
    ' ',
  );
const ratedSets =
  'appstore_cn tripadvisor_london gplay_apps amazon_alexa zomato tw_app_reviews tw_restaurants jd_aircon tw_hospital ba_airline flipkart'.split(
    ' ',
  );

/** Ratings in the top or bottom quarter of the scale speak for a polarity. */
const topQuarter = 0.74;
const bottomQuarter = 0.26;

/** Position 0..1 of a clear rating, or of a label; null of anything between. */
export function clearPosition(comment: LabelledComment): number | null {
  const { rating, rating_max } = comment;
  if (rating == null || rating_max == null) {
    const label = labelPolarity(comment);
    return label === null ? null : Number(label);
  }
  const position = (rating - 1) / (rating_max - 1);
  return position >= topQuarter || position <= bottomQuarter ? position : null;
}

function labelPolarity({ sentiment }: LabelledComment): boolean | null {
  if (sentiment === 'positive') return true;
  return sentiment === 'negative' ? false : null;
}

function ratingPolarity(comment: LabelledComment): boolean | null {
  const position = comment.rating == null ? null : clearPosition(comment);
  return position === null ? null : position >= topQuarter;
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
): Promise<Results> {
  const results: Results = {};
  for (const set of sets) {
    const readings = await readPolar(evaluation, set, polarity);
    if (readings.length === 0) continue;
    const scores = readings.map(({ analysis }) => analysis.sentiment.score);
    const gold = readings.map((reading) => reading.gold);
    results[set] = measured(readings.length, (rows) => {
      const [drawn, golds] = [rows.map((i) => scores[i]!), rows.map((i) => gold[i]!)];
      const positive = drawn.map((score) => score > 0);
      return { ...binaryScores(positive, golds), auc: areaUnderCurve(drawn, golds) };
    });
  }
  return results;
}

export const sentiment = (evaluation: Evaluation): Promise<Results> =>
  scorePolarity(evaluation, labelledSets, labelPolarity);
export const ratings = (evaluation: Evaluation): Promise<Results> =>
  scorePolarity(evaluation, ratedSets, ratingPolarity);

/** Share and accuracy of the confident answers over the labelled sets. */
export async function calibration(evaluation: Evaluation): Promise<Results> {
  const readings: Reading[] = [];
  for (const set of labelledSets) readings.push(...(await readPolar(evaluation, set, labelPolarity)));
  const results: Results = {};
  if (readings.length === 0) return results;
  for (const cut of [0.9, 0.8]) {
    results[`confidence>=${cut}`] = measured(readings.length, (rows) => {
      const sure = rows.map((i) => readings[i]!).filter(({ analysis }) => analysis.sentiment.confidence >= cut);
      const right = sure.filter(({ analysis, gold }) => analysis.sentiment.score > 0 === gold);
      return { share: sure.length / rows.length, accuracy: right.length / (sure.length || 1) };
    });
  }
  return results;
}
