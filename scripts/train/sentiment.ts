import type { ConflictModel } from '../../src/feedback/conflict.ts';
import { fitLogistic, type Labels, shuffle, xorshift } from '../../src/text/classify/linear.ts';
import { packWeights, tableBytes } from '../../src/text/classify/weightTable.ts';
import type { Document } from '../../src/text/document.ts';
import { createShareReader, type KindReader } from '../../src/text/sentiment/kinds.ts';
import type { SentimentParameters } from '../../src/text/sentiment/model.ts';
import { type RuleName, ruleNames } from '../../src/text/sentiment/rules.ts';
import { fitConflict, type RatedSum } from './conflict.ts';
import { isOnHotelShelf, type LabelledText, readLabelled, sentimentSets } from './corpus.ts';
import { expertOf, experts } from './experts.ts';
import { fewestTexts, type RowShares, rowSum, type SentimentRows, sentimentRows } from './features.ts';
import { countWords, type LearnedWord, learnedWords, type WordCounts } from './learnedWords.ts';
import { fitBounded } from './smallLogistic.ts';
import type { TrainingTools } from './tools.ts';

export const sentimentSettings = {
  bits: 18,
  C: 3,
  passes: 4,
  smoothing: 1,
  fewestTexts,
  /** Weight of a neutral text, which is learned as half positive, half negative. */
  neutral: 0.3,
  folds: 3,
  ruleSteps: 500,
  /** One labelled text in so many is enough for a coefficient a rule. */
  ruleStride: 2,
  /** How much the sums held out by domain count beside those held out at random. */
  unseenDomains: 0.3,
  ruleRidge: 1e-5,
};

/** Chosen on the dev sets with three classes (neutral) and with five stars (very). */
export const bands = { neutral: 0.3, very: 0.9, mixedClause: 0.6, mixedWhole: 0.7 };

/**
 * Sets that are learned without, one group at a time, to see how much the hand-kept rules are worth where the n-grams
 * do not know the business.
 */
const domainGroups = [
  ['chnsenticorp_htl', 'chnsenticorp', 'product_3class', 'mafengwo_scenic', 'zomato', 'amazon_alexa'],
  ['waimai_10k', 'openrice_ratings', 'openrice_senti', 'asap_sample', 'tw_restaurants', 'uci_sentences', 'gplay_apps'],
  ['online_shopping_10_cats', 'laptop_clauses', 'jd_agri_absa', 'zhijiang_cosmetics'],
  [
    'appstore_cn',
    'tw_app_reviews',
    'bank_comments',
    'cx_gold_train',
    'bdci_car',
    'tripadvisor_london',
    'mams_acsa',
    'mams_atsa',
  ],
  ['weibo_senti_2k', 'weibo2018', 'smp2020_emotion', 'douban_movies'],
];

/**
 * Floors in log-odds per unit of value: the lists must count where the n-grams know nothing, and some rules are too rare in
 * the train sets to be left to them alone.
 */
const floors: Partial<Record<RuleName, number>> = {
  word: 0.3,
  word_en: 0.6,
  negated_negative: 0.3,
  double_negation: 0.5,
  wish: 0.2,
  suggestion: 0.5,
  rhetorical: 0.4,
  questioned_word: 0.4,
  sarcasm: 0.4,
  after_contrast: 0.1,
  before_contrast: 0.1,
};

export interface TrainedSentiment {
  parameters: SentimentParameters;
  /** See `tableBytes`. */
  weights: Uint8Array;
  /** Words and short phrases that carry most of what was learned, for people to read. */
  words: LearnedWord[];
  conflict: ConflictModel;
  sets: { name: string; licence: string; texts: number }[];
}

export interface TrainingOptions {
  dataDir: string;
  licence: 'all' | 'open';
  seed: number;
  /** The classifier that tells which experts are asked. */
  kinds: KindReader;
  /** Texts that are not learned from. */
  leftOut?: (text: LabelledText) => boolean;
  /** Fits rules and calibration on one held-out fold instead of all folds and domains: a third of the time, for measuring. */
  brief?: boolean;
  log: (line: string) => void;
}

/**
 * Fits n-gram weights on all sets; then the rules' coefficients, the calibration and the conflict model on the sums of
 * n-gram models that have not seen the text.
 */
export function trainSentiment(tools: TrainingTools, options: TrainingOptions): TrainedSentiment {
  const choices = sentimentSets.filter(({ licence }) => options.licence === 'all' || licence === 'open');
  const texts = readLabelled(options.dataDir, choices).filter(
    (text) => (text.polarity !== null || text.rating !== null) && !options.leftOut?.(text),
  );
  options.log(`${texts.length} texts of ${choices.length} sets`);
  const counts: WordCounts = new Map();
  const shares: RowShares = { experts: experts.length, share: new Float32Array(texts.length * experts.length) };
  const documents = documentsOf(texts, tools, counts, shareWriter(options.kinds, shares));
  const rows = sentimentRows(documents, texts.length, tools.lexicon);
  const learn = (without: Int32Array | null, fold: number) => fitNgrams(texts, rows, options.seed, without, fold);

  const folds = foldsOf(texts.length, options.seed);
  const heldOut = texts.map((_, i) => !options.brief || folds[i] === 0);
  const byFold = unseenSums(rows, shares, folds, learn, options.brief ? [0] : undefined);
  options.log('sums of texts held out at random: done');
  const kindsOfUnseen: WeightedSums[] = [{ ...byFold, weight: 1 }];
  if (!options.brief) {
    const byDomain = unseenSums(rows, shares, foldsByDomain(texts), learn);
    kindsOfUnseen.push({ ...byDomain, weight: sentimentSettings.unseenDomains });
    options.log('sums of texts held out by domain: done');
  }
  const coefficients = fitRules(texts, rows, kindsOfUnseen, heldOut);
  const [gain, edges, ...rules] = coefficients;
  const sums = byFold.sums.map((_, i) => wholeSum(rows, i, byFold, coefficients));
  const weights = learn(null, -1).map((value) => value * gain);
  const learned = { hash: rows.hash, texts: rows.texts, weights, columns: experts.length + 1 };
  const table = packWeights(learned, sentimentSettings.bits);
  return {
    parameters: {
      bits: table.bits,
      scale: table.scale,
      experts,
      edges: edges / gain,
      rules: Object.fromEntries(ruleNames.map((name, r) => [name, rules[r]])),
      silence: fitSilence(texts, sums, heldOut),
      slope: calibrate(texts, sums, heldOut),
      bands,
    },
    weights: tableBytes(table),
    words: learnedWords(counts, table, tools.read),
    conflict: fitConflict(ratedSums(texts, sums, heldOut), options.seed),
    sets: choices.map(({ name, licence }) => ({
      name,
      licence,
      texts: texts.filter((text) => text.set === name).length,
    })),
  };
}

function* documentsOf(
  texts: LabelledText[],
  tools: TrainingTools,
  counts: WordCounts,
  writeShares: (row: number, document: Document) => void,
) {
  for (const [row, text] of texts.entries()) {
    const document = tools.read(text.text);
    countWords(counts, document, text);
    writeShares(row, document);
    yield document;
  }
}

/** Writes what say the experts have in a text, as the stage gives it to them. */
function shareWriter(kinds: KindReader, { experts: width, share }: RowShares) {
  const sharesOf = createShareReader(experts, kinds.names);
  return (row: number, { tokens }: Document) => {
    const shares = sharesOf(kinds.read(tokens.text));
    for (let a = 0; a < shares.count; a++) share[row * width + shares.expert[a]] = shares.share[a];
  };
}

/** The n-gram weights from all texts, or from those outside a fold. */
function fitNgrams(
  texts: LabelledText[],
  rows: SentimentRows,
  seed: number,
  folds: Int32Array | null,
  fold: number,
): Float32Array {
  const row: number[] = [];
  const positive: number[] = [];
  const weight: number[] = [];
  const expert: number[] = [];
  const add = (i: number, polarity: number, size: number) => {
    row.push(i);
    positive.push(polarity);
    weight.push(size);
    expert.push(expertOf(texts[i]));
  };
  texts.forEach((text, i) => {
    if (text.polarity === null || (folds !== null && folds[i] === fold)) return;
    if (text.polarity === 0.5) {
      add(i, 1, (text.weight * sentimentSettings.neutral) / 2);
      add(i, 0, (text.weight * sentimentSettings.neutral) / 2);
    } else add(i, text.polarity, text.weight);
  });
  const labels: Labels = {
    row: Int32Array.from(row),
    positive: Uint8Array.from(positive),
    weight: Float64Array.from(weight),
    expert: Int8Array.from(expert),
  };
  return fitLogistic(rows.ngrams, labels, { ...sentimentSettings, experts: experts.length, seed });
}

/** Fold of each text, at random. */
function foldsOf(count: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  shuffle(order, xorshift(seed));
  const folds = new Int32Array(count);
  order.forEach((i, place) => {
    folds[i] = place % sentimentSettings.folds;
  });
  return folds;
}

/** The hotel shelf of the shopping set goes with the hotels. */
function foldsByDomain(texts: LabelledText[]): Int32Array {
  const groupOf = (set: string): number => domainGroups.findIndex((group) => group.includes(set));
  return Int32Array.from(texts, (text) => groupOf(isOnHotelShelf(text) ? 'chnsenticorp_htl' : text.set));
}

/** The n-gram sums of each text by a model fitted on the other folds. */
function unseenSums(
  rows: SentimentRows,
  shares: RowShares,
  folds: Int32Array,
  learn: (without: Int32Array, fold: number) => Float32Array,
  chosen = [...new Set(folds)].sort(),
): UnseenSums {
  const sums = new Float64Array(folds.length);
  const edgeSums = new Float64Array(folds.length);
  for (const fold of chosen) {
    const w = learn(folds, fold);
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] !== fold) continue;
      sums[i] = rowSum(rows.ngrams, i, w, shares);
      edgeSums[i] = rowSum(rows.ngrams, i, w, shares, rows.edges);
    }
  }
  return { sums, edgeSums };
}

/** n-gram sums of each text by models that have not seen it. */
interface UnseenSums {
  sums: Float64Array;
  /** Each n-gram times what it has of the edges. */
  edgeSums: Float64Array;
}

interface WeightedSums extends UnseenSums {
  /** How much they count. */
  weight: number;
}

/** Gain of the n-gram sum, more for its edges, and one coefficient a rule, over all kinds of unseen sums. */
function fitRules(texts: LabelledText[], rows: SentimentRows, unseen: WeightedSums[], heldOut: boolean[]): number[] {
  const columns = ruleNames.length + 2;
  const labelled = polar(texts, heldOut).filter((_, place) => place % sentimentSettings.ruleStride === 0);
  const x = new Float64Array(unseen.length * labelled.length * columns);
  unseen.forEach(({ sums, edgeSums }, part) => {
    labelled.forEach((i, place) => {
      const at = (part * labelled.length + place) * columns;
      x[at] = sums[i];
      x[at + 1] = edgeSums[i];
      for (let r = 0; r < ruleNames.length; r++) x[at + 2 + r] = rows.rules[i * ruleNames.length + r];
    });
  });
  const positive = unseen.flatMap(() => labelled.map((i) => texts[i].polarity!));
  const weights = unseen.flatMap(({ weight }) => labelled.map((i) => texts[i].weight * weight));
  return fitBounded(x, columns, positive, weights, {
    lower: [0.1, 0, ...ruleNames.map((name) => floors[name] ?? 0)],
    ridge: sentimentSettings.ruleRidge,
    steps: sentimentSettings.ruleSteps,
  });
}

/** Numbers of the held-out texts that are positive or negative. */
function polar(texts: LabelledText[], heldOut: boolean[]): number[] {
  return texts.flatMap(({ polarity }, i) => (heldOut[i] && (polarity === 1 || polarity === 0) ? [i] : []));
}

function wholeSum(rows: SentimentRows, i: number, unseen: UnseenSums, [gain, edges, ...rules]: number[]): number {
  const ngrams = gain * unseen.sums[i] + edges * unseen.edgeSums[i];
  return rules.reduce((sum, coefficient, r) => sum + coefficient * rows.rules[i * rules.length + r], ngrams);
}

/** A text that says nothing stays neutral whichever way it leans, and leans less than any that says something. */
const mostSilence = 0.1;

/** Log-odds of a positive text among those that say nothing that is known: marks, digits, strange words. */
function fitSilence(texts: LabelledText[], sums: Float64Array, heldOut: boolean[]): number {
  const silent = polar(texts, heldOut).filter((i) => sums[i] === 0);
  const positive = silent.filter((i) => texts[i].polarity === 1).length;
  const logOdds = Math.log((positive + 1) / (silent.length - positive + 1));
  return Math.max(-mostSilence, Math.min(mostSilence, logOdds));
}

/** A wrong label under a very clear text must not decide about all the others. */
const surestSum = 6;

/** Slope of the confidence: a logistic regression of «the sign is right» on |sum|. */
function calibrate(texts: LabelledText[], sums: Float64Array, heldOut: boolean[]): number {
  const labelled = polar(texts, heldOut);
  const right = labelled.map((i) => (sums[i] > 0 === (texts[i].polarity === 1) ? 1 : 0));
  const sizes = Float64Array.from(labelled, (i) => Math.min(Math.abs(sums[i]), surestSum));
  const weight = labelled.map((i) => texts[i].weight);
  return fitBounded(sizes, 1, right, weight, { lower: [0.1], ridge: 0, steps: 500 })[0];
}

function ratedSums(texts: LabelledText[], sums: Float64Array, heldOut: boolean[]): RatedSum[] {
  return texts.flatMap(({ rating, weight }, i) =>
    rating === null || !heldOut[i] ? [] : [{ rating, sum: sums[i], weight }],
  );
}
