/** What a workspace has to be done in the background: how much waits, and what has failed for good. */
import { jobKinds } from './read.ts';

/** Analyses of comments, topics of comments that come after a run, deliveries of webhooks, and jobs by their kind. */
export const workKinds = ['analysis', 'assignment', 'delivery', ...jobKinds] as const;
export type WorkKind = (typeof workKinds)[number];

/**
 * Why the analysis of a comment was given up: it took too long, broke its worker, ended its process each time, or met a fault of
 * ours, whose kind follows after a colon.
 */
export const analysisFailures = ['deadline_exceeded', 'worker_failed', 'process_ended', 'analysis_failed'] as const;
type AnalysisFailureCode = (typeof analysisFailures)[number];
export type AnalysisFailure = AnalysisFailureCode | `${AnalysisFailureCode}: ${string}`;

export interface WorkDepth {
  kind: WorkKind;
  waiting: number;
  /** Somebody is at it. */
  inHand: number;
  /** Given up, until somebody asks for another try. */
  failed: number;
  /** Since when the oldest waits; null when none does. */
  oldestAt: string | null;
}

/** Something that was given up after its tries. */
export interface WorkFailure {
  kind: WorkKind;
  /** Of the comment, the delivery or the job. */
  id: string;
  /** Of the webhook, for a delivery. */
  webhookId: string | null;
  failedAt: string | null;
  /** A code: of a problem, of an analysis or of a delivery; the status of its answer where a delivery has no other. */
  reason: string;
  detail: string | null;
  /** False when another try could not do better: the file was at fault, or is gone, or the webhook is disabled. */
  replayable: boolean;
}

export type FailureSource = 'comments' | 'jobs' | 'deliveries';
