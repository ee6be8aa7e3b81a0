import type { Sentiment } from '../../src/text/sentiment/sentiment.ts';
import { readSet, starLabel } from './corpus.ts';
import { type BinaryFigures, binaryFigures, round } from './figures.ts';
import type { TrainingTools } from './tools.ts';

/** Sets of the outside evaluation, and clause-like ones beside. */
const labelledSets = [
  'chnsenticorp_htl',
  'waimai_10k',
  'online_shopping_10_cats',
  'chnsenticorp',
  'weibo_senti_2k',
  'uci_sentences',
];
const otherSets = ['laptop_clauses', 'product_3class', 'bank_comments', 'smp2020_emotion', 'openrice_senti'];
const ratedSets = [
  'appstore_cn',
  'tripadvisor_london',
  'gplay_apps',
  'amazon_alexa',
  'zomato',
  'tw_app_reviews',
  'tw_restaurants',
];

export interface SentimentFigures {
  sets: Record<string, BinaryFigures>;
  /** Share of answers at a confidence, and how many of them are right, over the labelled sets. */
  calibration: Record<string, { share: number; accuracy: number }>;
}

export function measureSentiment(tools: TrainingTools, sentiment: Sentiment, dataDir: string): SentimentFigures {
  const sets: Record<string, BinaryFigures> = {};
  const answers: { confidence: number; right: boolean }[] = [];
  for (const name of [...labelledSets, ...otherSets, ...ratedSets]) {
    const rows = readSet(dataDir, name, 'dev').flatMap((row) => {
      const positive = row.sentiment
        ? { positive: 1, negative: 0 }[row.sentiment]
        : starLabel(row.rating, row.rating_max).polarity;
      return positive == null ? [] : [{ text: row.text, positive }];
    });
    const readings = rows.map(({ text }) => sentiment.read(tools.read(text)));
    sets[name] = binaryFigures(
      readings.map(({ score }) => score),
      rows.map(({ positive }) => positive),
    );
    if (!labelledSets.includes(name)) continue;
    readings.forEach(({ score, confidence }, i) => {
      answers.push({ confidence, right: score > 0 === (rows[i].positive === 1) });
    });
  }
  return { sets, calibration: { '0.9': calibrationAt(answers, 0.9), '0.8': calibrationAt(answers, 0.8) } };
}

function calibrationAt(answers: { confidence: number; right: boolean }[], cut: number) {
  const sure = answers.filter(({ confidence }) => confidence >= cut);
  return {
    share: round(sure.length / answers.length),
    accuracy: round(sure.filter(({ right }) => right).length / Math.max(1, sure.length)),
  };
}
