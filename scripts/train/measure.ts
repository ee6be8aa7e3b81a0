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
  const answers: Answer[] = [];
  for (const name of [...labelledSets, ...otherSets, ...ratedSets]) {
    const read = answersOn(tools, sentiment, dataDir, name);
    sets[name] = figuresOf(read);
    if (labelledSets.includes(name)) answers.push(...read);
  }
  return { sets, calibration: { '0.9': calibrationAt(answers, 0.9), '0.8': calibrationAt(answers, 0.8) } };
}

/** Figures on the dev split of one set. */
export function measureSet(tools: TrainingTools, sentiment: Sentiment, dataDir: string, name: string): BinaryFigures {
  return figuresOf(answersOn(tools, sentiment, dataDir, name));
}

interface Answer {
  score: number;
  confidence: number;
  positive: number;
  right: boolean;
}

function answersOn(tools: TrainingTools, sentiment: Sentiment, dataDir: string, name: string): Answer[] {
  return readSet(dataDir, name, 'dev').flatMap((row) => {
    const positive = row.sentiment
      ? { positive: 1, negative: 0 }[row.sentiment]
      : starLabel(row.rating, row.rating_max).polarity;
    if (positive == null) return [];
    const { score, confidence } = sentiment.read(tools.read(row.text));
    return [{ score, confidence, positive, right: score > 0 === (positive === 1) }];
  });
}

function figuresOf(answers: Answer[]): BinaryFigures {
  return binaryFigures(
    answers.map(({ score }) => score),
    answers.map(({ positive }) => positive),
  );
}

function calibrationAt(answers: Answer[], cut: number) {
  const sure = answers.filter(({ confidence }) => confidence >= cut);
  return {
    share: round(sure.length / answers.length),
    accuracy: round(sure.filter(({ right }) => right).length / Math.max(1, sure.length)),
  };
}
