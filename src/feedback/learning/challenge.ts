import type { Document } from '../../text/document.ts';
import type { SentimentReading } from '../../text/sentiment/reading.ts';
import type { Stages } from '../analyse.ts';
import { judgeConflict } from '../conflict.ts';
import { changesBetween, conflictChanges } from './changes.ts';
import { learnConflicts } from './conflictExamples.ts';
import { goldFigures } from './contest.ts';
import { isGold, type TrainingExample } from './example.ts';
import { fitWorkspaceModel, type UndecidedComment, type WorkspaceFitTools } from './fitWorkspaceModel.ts';
import { type LeafTools, learnLeaves } from './leafExamples.ts';
import { createPartReaders, type LearnedModel } from './parts.ts';
import type { ModelFindings } from './stored.ts';

export interface ChallengeCorpus {
  examples: TrainingExample[];
  others: UndecidedComment[];
}

export interface ChallengeTools {
  fit: WorkspaceFitTools;
  documentOf(text: string): Document;
  sentiment: Stages['sentiment'];
  weigh: LeafTools['weigh'];
  /** Id of the shipped sentiment model. */
  shipped: string;
}

export interface ChallengeOrder {
  seed: number;
  ratings: boolean;
  /** What is in force; null: the shipped models alone. */
  champion: (LearnedModel & { version: number }) | null;
}

type CommentText = Pick<UndecidedComment, 'commentId' | 'text'>;
type ReadBy = Pick<LearnedModel, 'adaptation' | 'latest'>;

/** So many comments tell what a challenger would change. */
const comparedComments = 2000;

/** Fits a challenger, measures it and the champion on the gold examples, and lists what it would change. */
export function challenge(
  corpus: ChallengeCorpus,
  tools: ChallengeTools,
  { seed, ratings, champion }: ChallengeOrder,
): { model: LearnedModel; findings: ModelFindings } {
  const { adaptation, strength, tried, examples, texts } = fitWorkspaceModel(corpus, tools.fit, { seed, ratings });
  const latest =
    corpus.others
      .map(({ commentId }) => commentId)
      .sort()
      .at(-1) ?? '';
  const leaves = learnLeaves(corpus.examples, champion?.leaves ?? null, {
    documentOf: tools.documentOf,
    read: (document) => tools.sentiment.read(document),
    weigh: tools.weigh,
  });
  const read = (list: readonly CommentText[], model: ReadBy | null): SentimentReading[] => {
    const readerOf = model === null ? () => null : createPartReaders(model);
    return list.map(({ commentId, text }) => tools.sentiment.read(tools.documentOf(text), readerOf(commentId)));
  };
  const conflicts = learnConflicts(corpus, champion?.conflicts ?? null, {
    shipped: tools.fit.conflict,
    read: { champion: (list) => read(list, champion), challenger: (list) => read(list, { adaptation, latest }) },
  });
  const challenger = { adaptation, latest, leaves: leaves.corrections, conflicts: conflicts.correction };
  const gold = corpus.examples.filter(({ commentId, sentiment }) => sentiment !== null && isGold(commentId));
  const figuresOf = (model: LearnedModel | null) =>
    goldFigures(
      gold,
      read(gold, model).map(({ score }) => score),
    );
  const compared = [...corpus.others, ...corpus.examples].slice(0, comparedComments);
  const ids = compared.map(({ commentId }) => commentId);
  const [before, after] = [read(compared, champion), read(compared, challenger)];
  const judged = (readings: SentimentReading[], model: LearnedModel | null) =>
    compared.map((comment, i) => judge(comment, readings[i], model, tools));
  return {
    model: challenger,
    findings: {
      examples,
      texts,
      ratings,
      strength,
      tried,
      base: adaptation.base,
      shipped: tools.shipped,
      gold: {
        champion: figuresOf(champion),
        challenger: figuresOf(challenger),
        championVersion: champion?.version ?? null,
      },
      leaves: leaves.findings,
      conflicts: conflicts.findings,
      changes: {
        ...changesBetween(ids, before, after),
        conflicts: conflictChanges(ids, judged(before, champion), judged(after, challenger)),
      },
    },
  };
}

/** The conflict of a comment at the default threshold; null without a rating. */
function judge(
  { text, rating, ratingScale }: UndecidedComment,
  reading: SentimentReading,
  model: LearnedModel | null,
  tools: ChallengeTools,
) {
  if (rating === null) return null;
  const comment = { source: '', text, rating, ratingScale, masked: [] };
  const correction = model?.conflicts ?? null;
  return judgeConflict(tools.fit.conflict, comment, tools.documentOf(text), reading, { correction });
}
