import type { LoadedStages } from '../../src/artefacts/stages.ts';
import type { ChannelCalibration } from '../../src/feedback/analysis.ts';
import { calibrateChannel } from '../../src/feedback/channelCalibration.ts';
import { ratingPolarity } from '../../src/feedback/comment.ts';
import type { ConflictCorrection } from '../../src/feedback/conflictOdds.ts';
import { learnConflicts } from '../../src/feedback/learning/conflictExamples.ts';
import { goldFigures, isNoWorse } from '../../src/feedback/learning/contest.ts';
import { isGold, type TrainingExample } from '../../src/feedback/learning/example.ts';
import { fitWorkspaceModel, type WorkspaceFitTools } from '../../src/feedback/learning/fitWorkspaceModel.ts';
import { createPartReaders, type LearnedModel } from '../../src/feedback/learning/parts.ts';
import type { Document } from '../../src/text/document.ts';
import { compact } from '../../src/text/fold/compact.ts';
import { rankingScores } from '../../src/text/maths/metrics.ts';
import type { SentimentReading } from '../../src/text/sentiment/reading.ts';
import type { GoldComment } from './comments.ts';

export interface SimulationInput {
  stages: LoadedStages;
  tools: WorkspaceFitTools;
  /** What the workspace receives. */
  stream: GoldComment[];
  /** Comments of the same business that nobody works on. */
  heldOut: GoldComment[];
  /** Comments of the businesses that the shipped model knows, by set. */
  old: Record<string, GoldComment[]>;
  seed: number;
  ratings: boolean;
  log(line: string): void;
}

export interface Simulation {
  before: number;
  after50: number | null;
  after200: number | null;
  after500: number | null;
  /** The largest fall from one training to the next (0: none). */
  worstStep: number;
  /** Mean over the old sets, after the last of the 500 decisions. */
  oldDomainsChange: number;
  conflictsFoundInFirstTenth: number;
  /** With the workspace's texts and not one decision. */
  withoutDecisions: number;
  /** Mirrored ratings among the held-out comments, as the queue would judge them. */
  conflicts: {
    before: ConflictFigures;
    /** After the last of the 500 decisions, with the odds of conflicts as shipped, and as learned. */
    shippedOdds: ConflictFigures | null;
    after: ConflictFigures | null;
  };
  comments: { stream: number; heldOut: number; old: number; planted: number };
  steps: {
    decisions: number;
    accuracy: number;
    promoted: boolean;
    strength: number;
    base: number;
    trainMs: number;
    conflicts: ConflictFigures;
    correction: ConflictCorrection | null;
  }[];
}

export interface ConflictFigures {
  averagePrecision: number;
  precisionAtRecall80: number;
  /** Of the flags at the default threshold. */
  flagged: number;
  precision: number;
  recall: number;
}

const batch = 50;
const shownAfter = 500;
/** As the store does it: the latest comments of the channel. */
const calibratedBy = 2000;

interface Item extends GoldComment {
  document: Document;
  /** Of a comment of the workspace; none of what it has never seen. */
  commentId?: string;
}

/**
 * A workspace with a business that is new to it: a reviewer answers in the order of the queue, the model is trained after
 * every 50 decisions, and promoted by the rule of the product.
 */
export function simulateReview(input: SimulationInput): Simulation {
  const { stages, log } = input;
  const prepare = (one: GoldComment): Item => ({
    ...one,
    document: stages.read(compact(one.comment.text)?.text ?? one.comment.text),
  });
  const stream = input.stream.map((one) => ({ ...prepare(one), commentId: one.id }));
  const heldOut = input.heldOut.map(prepare);
  const old = Object.values(input.old).map((list) => list.map(prepare));
  let champion: LearnedModel | null = null;
  const accuracyOf = (items: Item[], model: LearnedModel | null): number => {
    const readings = readAll(stages, items, model);
    return items.filter(({ gold }, i) => readings[i].score > 0 === (gold === 'positive')).length / items.length;
  };
  const oldBefore = old.map((items) => accuracyOf(items, null));
  const before = accuracyOf(heldOut, null);
  const withoutDecisions = accuracyOf(heldOut, train(input, [], stream, null).model);
  log(`before ${percent(before)}, with the texts alone ${percent(withoutDecisions)}`);

  const conflictsOf = (model: LearnedModel | null): ConflictFigures =>
    conflictFigures(stages, heldOut, model, calibrationOf(stages, stream, model));
  const conflictsBefore = conflictsOf(null);
  let shippedOdds: ConflictFigures | null = null;

  const tenth = Math.ceil(stream.length / 10);
  const decided: Item[] = [];
  let waiting: Item[] = stream;
  const steps: Simulation['steps'] = [];
  let oldDomainsChange = 0;
  while (decided.length < Math.max(shownAfter, tenth) && waiting.length > 0) {
    const count = nextStop(decided.length, tenth) - decided.length;
    const queue = inQueueOrder(stages, waiting, stream, champion);
    decided.push(...queue.slice(0, count));
    waiting = queue.slice(count);
    const started = performance.now();
    const fitted = train(input, decided, waiting, champion);
    const trainMs = Math.round(performance.now() - started);
    const promoted = isPromoted(stages, decided, fitted.model, champion);
    if (promoted) champion = fitted.model;
    const accuracy = accuracyOf(heldOut, champion);
    const { strength, model } = fitted;
    const conflicts = conflictsOf(champion);
    const correction = champion?.conflicts ?? null;
    const { base } = model.adaptation;
    steps.push({ decisions: decided.length, accuracy, promoted, strength, base, trainMs, conflicts, correction });
    log(
      `${decided.length} decisions: ${percent(accuracy)}${promoted ? '' : ' (not promoted)'}, strength ${strength}; flags ` +
        `${percent(conflicts.precision)} right of ${conflicts.flagged}, ${percent(conflicts.recall)} found`,
    );
    if (decided.length === shownAfter) shippedOdds = champion && conflictsOf({ ...champion, conflicts: null });
    if (decided.length === shownAfter || (waiting.length === 0 && decided.length < shownAfter))
      oldDomainsChange = mean(old.map((items, o) => accuracyOf(items, champion) - oldBefore[o]));
  }
  const after = (n: number) => steps.find(({ decisions }) => decisions === n)?.accuracy ?? null;
  const planted = stream.filter((one) => one.planted).length;
  return {
    before,
    after50: after(50),
    after200: after(200),
    after500: after(500),
    worstStep: worstFall([before, ...steps.filter(({ decisions }) => decisions <= shownAfter).map((s) => s.accuracy)]),
    oldDomainsChange,
    conflictsFoundInFirstTenth: decided.slice(0, tenth).filter((one) => one.planted).length / Math.max(1, planted),
    withoutDecisions,
    conflicts: {
      before: conflictsBefore,
      shippedOdds,
      after: steps.find(({ decisions }) => decisions === shownAfter)?.conflicts ?? null,
    },
    comments: {
      stream: stream.length,
      heldOut: heldOut.length,
      old: old.reduce((sum, { length }) => sum + length, 0),
      planted,
    },
    steps,
  };
}

/** The next training: after every 50 decisions, and at the end of the first tenth. */
function nextStop(decisions: number, tenth: number): number {
  const next = (Math.floor(decisions / batch) + 1) * batch;
  return decisions < tenth && next > tenth ? tenth : next;
}

function readAll(stages: LoadedStages, items: Item[], model: LearnedModel | null): SentimentReading[] {
  const readerOf = model === null ? () => null : createPartReaders(model);
  return items.map(({ document, commentId }) => stages.sentiment.read(document, readerOf(commentId)));
}

/** By conflict score, then the least certain first, as the model of the hour sees it. */
function inQueueOrder(stages: LoadedStages, waiting: Item[], stream: Item[], model: LearnedModel | null): Item[] {
  const calibration = calibrationOf(stages, stream, model) ?? undefined;
  const readings = readAll(stages, waiting, model);
  return waiting
    .map((item, i) => {
      const settings = { calibration, correction: model?.conflicts ?? null };
      const conflict = stages.judgeConflict(item.comment, item.document, readings[i], settings);
      return { item, score: conflict?.score ?? 0, confidence: readings[i].confidence };
    })
    .sort((a, b) => b.score - a.score || a.confidence - b.confidence)
    .map(({ item }) => item);
}

function calibrationOf(stages: LoadedStages, stream: Item[], model: LearnedModel | null): ChannelCalibration | null {
  const latest = stream.slice(0, calibratedBy);
  const readings = readAll(stages, latest, model);
  return calibrateChannel(
    latest.map(({ comment }, i) => ({
      rating: ratingPolarity(comment.rating!, comment.ratingScale),
      score: readings[i].score,
    })),
  );
}

function conflictFigures(
  stages: LoadedStages,
  items: Item[],
  model: LearnedModel | null,
  calibration: ChannelCalibration | null,
): ConflictFigures {
  const readings = readAll(stages, items, model);
  const settings = { calibration: calibration ?? undefined, correction: model?.conflicts ?? null };
  const judged = items.map(
    ({ comment, document }, i) => stages.judgeConflict(comment, document, readings[i], settings)!,
  );
  const planted = items.map((one) => one.planted);
  const scores = judged.map(({ score }) => score);
  const { averagePrecision, precisionAtRecall } = rankingScores(scores, planted, 0.8);
  const flagged = judged.filter((one) => one.flagged).length;
  const hits = judged.filter((one, i) => one.flagged && planted[i]).length;
  return {
    averagePrecision,
    precisionAtRecall80: precisionAtRecall,
    flagged,
    precision: hits / Math.max(1, flagged),
    recall: hits / Math.max(1, planted.filter((one) => one).length),
  };
}

function train(
  { stages, tools, seed, ratings }: SimulationInput,
  decided: Item[],
  waiting: Item[],
  champion: LearnedModel | null,
) {
  const others = waiting.map(({ id, comment }) => ({
    commentId: id,
    text: comment.text,
    rating: comment.rating ?? null,
    ratingScale: comment.ratingScale,
  }));
  const corpus = { examples: decided.map(toExample), others };
  const { adaptation, strength } = fitWorkspaceModel(corpus, tools, { seed, ratings });
  const fitted: LearnedModel = { adaptation, latest: lastOfAll, leaves: null, conflicts: null };
  const items = new Map([...decided, ...waiting].map((item) => [item.id, item]));
  const readBy = (model: LearnedModel | null) => (list: readonly { commentId: string }[]) =>
    readAll(
      stages,
      list.map(({ commentId }) => items.get(commentId)!),
      model,
    );
  const conflicts = learnConflicts(corpus, champion?.conflicts ?? null, {
    shipped: tools.conflict,
    read: { champion: readBy(champion), challenger: readBy(fitted) },
  });
  return { model: { ...fitted, conflicts: conflicts.correction }, strength };
}

/** All of the stream was there for the training. */
const lastOfAll = '\uffff';

function toExample({ id, comment, gold, planted }: Item): TrainingExample {
  const { text, ratingScale } = comment;
  const rating = comment.rating ?? null;
  return { commentId: id, text, rating, ratingScale, decidedAt: '', sentiment: gold, issues: [], conflict: planted };
}

function isPromoted(stages: LoadedStages, decided: Item[], challenger: LearnedModel, champion: LearnedModel | null) {
  const gold = decided.filter(({ id }) => isGold(id));
  const figuresOf = (model: LearnedModel | null) =>
    goldFigures(
      gold.map(toExample),
      readAll(stages, gold, model).map(({ score }) => score),
    );
  return isNoWorse({ challenger: figuresOf(challenger), champion: figuresOf(champion) });
}

function worstFall(accuracies: number[]): number {
  return accuracies.reduce((worst, one, i) => (i === 0 ? worst : Math.min(worst, one - accuracies[i - 1])), 0);
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
