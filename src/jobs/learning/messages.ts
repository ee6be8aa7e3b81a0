import type { ChallengeCorpus } from '../../feedback/learning/challenge.ts';
import type { ModelFindings } from '../../feedback/learning/stored.ts';

export interface TrainOrder {
  workspaceId: string;
  /** The number that the new model gets. */
  version: number;
  championVersion: number | null;
  ratings: boolean;
}

/** What the thread of a training is told. Comments come in small lots, so that no message blocks the main thread. */
export type TrainMessage = Partial<ChallengeCorpus> | { train: TrainOrder };

/** What it says: the model is on the disk, or what went wrong. */
export type TrainNews = { read: true } | { trained: ModelFindings } | { failure: string };
