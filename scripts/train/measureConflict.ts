import { createHash } from 'node:crypto';
import { type ConflictModel, judgeConflict } from '../../src/feedback/conflict.ts';
import type { Sentiment } from '../../src/text/sentiment/sentiment.ts';
import { readSet } from './corpus.ts';
import { auc, round } from './figures.ts';
import type { TrainingTools } from './tools.ts';

const conflictSets = ['online_shopping_10_cats', 'chnsenticorp_htl', 'waimai_10k', 'appstore_cn', 'tripadvisor_london'];

export interface ConflictFigures {
  n: number;
  auc: number;
  precisionAtRecall80: number;
  flaggedShare: number;
  flaggedPrecision: number;
  flaggedRecall: number;
}

/** By the conventions of the outside evaluation: 5 % of the ratings are mirrored, chosen by the hash of the id. */
export function measureConflict(
  tools: TrainingTools,
  sentiment: Sentiment,
  model: ConflictModel,
  dataDir: string,
): Record<string, ConflictFigures> {
  return Object.fromEntries(
    conflictSets.map((name) => [name, conflictFigures(tools, sentiment, model, dataDir, name)]),
  );
}

function conflictFigures(
  tools: TrainingTools,
  sentiment: Sentiment,
  model: ConflictModel,
  dataDir: string,
  name: string,
) {
  const judged = readSet(dataDir, name, 'dev').flatMap((row) => {
    const position =
      row.rating != null ? (row.rating - 1) / (row.rating_max! - 1) : { positive: 1, negative: 0 }[row.sentiment!];
    if (position === undefined || (position > 0.26 && position < 0.74)) return [];
    const mirrored =
      Number.parseInt(createHash('sha1').update(`flip${row.id}`).digest('hex').slice(0, 8), 16) % 20 === 0;
    const rating = Math.round(1 + 4 * (mirrored ? 1 - position : position));
    const document = tools.read(row.text);
    const comment = { source: '', text: row.text, rating, ratingScale: { min: 1, max: 5 }, masked: [] };
    const { score, flagged } = judgeConflict(model, comment, document, sentiment.read(document))!;
    return [{ score, flagged, mirrored }];
  });
  return summarise(judged);
}

function summarise(judged: { score: number; flagged: boolean; mirrored: boolean }[]): ConflictFigures {
  const conflicts = judged.filter(({ mirrored }) => mirrored).length;
  const flagged = judged.filter((one) => one.flagged);
  const hits = flagged.filter(({ mirrored }) => mirrored).length;
  const order = [...judged].sort((a, b) => b.score - a.score);
  let found = 0;
  const at = order.findIndex(({ mirrored }) => mirrored && ++found >= 0.8 * conflicts);
  return {
    n: judged.length,
    auc: round(
      auc(
        judged.map(({ score }) => score),
        judged.map(({ mirrored }) => Number(mirrored)),
      ),
    ),
    precisionAtRecall80: round(found / (at + 1)),
    flaggedShare: round(flagged.length / judged.length),
    flaggedPrecision: round(hits / Math.max(1, flagged.length)),
    flaggedRecall: round(hits / conflicts),
  };
}
