import type { Document } from '../../text/document.ts';
import { type Adaptation, createAdaptationReader } from '../../text/sentiment/adaptation.ts';
import type { SentimentReading } from '../../text/sentiment/reading.ts';
import type { Stages } from '../analyse.ts';
import { changesBetween } from './changes.ts';
import { goldFigures } from './contest.ts';
import { isGold, type TrainingExample } from './example.ts';
import { fitWorkspaceModel, type UndecidedComment, type WorkspaceFitTools } from './fitWorkspaceModel.ts';
import type { ModelFindings } from './stored.ts';

export interface ChallengeCorpus {
  examples: TrainingExample[];
  others: (UndecidedComment & { commentId: string })[];
}

export interface ChallengeTools {
  fit: WorkspaceFitTools;
  documentOf(text: string): Document;
  sentiment: Stages['sentiment'];
  /** Id of the shipped sentiment model. */
  shipped: string;
}

export interface ChallengeOrder {
  seed: number;
  ratings: boolean;
  /** What is in force; null: the shipped models alone. */
  champion: { version: number; adaptation: Adaptation } | null;
}

/** So many comments tell what a challenger would change. */
const comparedComments = 2000;

/** Fits a challenger, measures it and the champion on the gold examples, and lists what it would change. */
export function challenge(
  corpus: ChallengeCorpus,
  tools: ChallengeTools,
  { seed, ratings, champion }: ChallengeOrder,
): { adaptation: Adaptation; findings: ModelFindings } {
  const { adaptation, strength, tried, examples, texts } = fitWorkspaceModel(corpus, tools.fit, { seed, ratings });
  const read = (list: string[], model: Adaptation | null): SentimentReading[] => {
    const reader = model && createAdaptationReader(model);
    return list.map((text) => tools.sentiment.read(tools.documentOf(text), reader));
  };
  const gold = corpus.examples.filter(({ commentId, sentiment }) => sentiment !== null && isGold(commentId));
  const goldTexts = gold.map(({ text }) => text);
  const figuresOf = (model: Adaptation | null) =>
    goldFigures(
      gold,
      read(goldTexts, model).map(({ score }) => score),
    );
  const before = champion?.adaptation ?? null;
  const compared = [...corpus.others, ...corpus.examples].slice(0, comparedComments);
  const comparedTexts = compared.map(({ text }) => text);
  return {
    adaptation,
    findings: {
      examples,
      texts,
      ratings,
      strength,
      tried,
      base: adaptation.base,
      shipped: tools.shipped,
      gold: {
        champion: figuresOf(before),
        challenger: figuresOf(adaptation),
        championVersion: champion?.version ?? null,
      },
      changes: changesBetween(
        compared.map(({ commentId }) => commentId),
        read(comparedTexts, before),
        read(comparedTexts, adaptation),
      ),
    },
  };
}
