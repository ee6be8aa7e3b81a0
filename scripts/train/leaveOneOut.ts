import { type CategoryModel, createCategoriser } from '../../src/text/classify/categories.ts';
import type { KindReader } from '../../src/text/sentiment/kinds.ts';
import { sentimentModel } from '../../src/text/sentiment/model.ts';
import { createSentiment } from '../../src/text/sentiment/sentiment.ts';
import { isOnHotelShelf, readSet } from './corpus.ts';
import { fitDomain } from './domain.ts';
import type { BinaryFigures } from './figures.ts';
import { measureSet } from './measure.ts';
import { type TrainedSentiment, trainSentiment } from './sentiment.ts';
import type { TrainingTools } from './tools.ts';

/** Sets whose texts stand in others too. */
const copies = ['chnsenticorp', 'product_3class'];

interface Origin {
  text: string;
  category?: string | null;
}

/** Whether a row must go when `target` is left out: its own, copies, and unless `sameSite` those of the same site too. */
function belongsTo(target: string, targetTexts: Set<string>, sameSite: boolean, set: string, row: Origin): boolean {
  if (set === target || copies.includes(set) || targetTexts.has(bare(row.text))) return true;
  if (sameSite) return false;
  if (target === 'chnsenticorp_htl') return isOnHotelShelf({ set, ...row });
  return target === 'online_shopping_10_cats' && set === 'chnsenticorp_htl';
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

export const leftOutSets = ['chnsenticorp_htl', 'waimai_10k', 'online_shopping_10_cats', 'appstore_cn'];

export interface LeaveOneOutOptions {
  dataDir: string;
  seed: number;
  sets?: string[];
  /** Learn from other texts of the site that the set comes from. */
  sameSite?: boolean;
  log(line: string): void;
}

/**
 * Trains domain and sentiment anew without one set after another, copies and rows of the same site left out as well, and
 * measures each time on the dev split of the set that was left out.
 */
export function leaveOneOut(tools: TrainingTools, options: LeaveOneOutOptions): Record<string, BinaryFigures> {
  const { dataDir, log } = options;
  return Object.fromEntries(
    (options.sets ?? leftOutSets).map((target) => {
      const { trained, kinds } = trainWithout(tools, target, options);
      const model = sentimentModel(trained.parameters, trained.weights);
      const figures = measureSet(tools, createSentiment({ model, lexicon: tools.lexicon, kinds }), dataDir, target);
      log(`${target}\tn=${figures.n}\taccuracy=${figures.accuracy}\tmacroF1=${figures.macroF1}\tauc=${figures.auc}`);
      return [target, figures];
    }),
  );
}

/** The models of domain and sentiment as they would be if nobody had known the set. */
export function trainWithout(
  tools: TrainingTools,
  target: string,
  { dataDir, seed, sameSite = false }: Pick<LeaveOneOutOptions, 'dataDir' | 'seed' | 'sameSite'>,
): { domain: CategoryModel; trained: TrainedSentiment; kinds: KindReader } {
  const splits = ['train', 'dev'] as const;
  const texts = new Set(splits.flatMap((split) => readSet(dataDir, target, split).map((row) => bare(row.text))));
  const isLeftOut = (set: string, row: Origin) => belongsTo(target, texts, sameSite, set, row);
  const domain = fitDomain({ dataDir, licence: 'all', seed }, isLeftOut).model;
  const kinds: KindReader = { names: domain.categories, read: createCategoriser(domain) };
  const trained = trainSentiment(tools, {
    dataDir,
    licence: 'all',
    seed,
    kinds,
    brief: true,
    leftOut: (text) => isLeftOut(text.set, text),
    log: () => {},
  });
  return { domain, trained, kinds };
}
