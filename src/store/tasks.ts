import type { KeptAnalysis, ReadWith } from '../feedback/analysed.ts';
import type { ChannelCalibration } from '../feedback/analysis.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { KeywordCandidate } from '../feedback/keywords.ts';
import type { FoundWord } from '../text/sentiment/denial.ts';
import type { StoredComment } from './commentRows.ts';

/** A comment that this process may analyse until its lease ends. */
export interface ClaimedTask {
  workspaceId: string;
  commentId: string;
  revision: number;
  /** Fencing token: what is saved under another token, or for another revision, is refused. */
  token: string;
  /** How often it was claimed since it was queued, this time included. */
  attempts: number;
  comment: ParsedComment;
  stored: StoredComment;
  /** It waits for its first analysis, or for one of another text. */
  pending: boolean;
  /** What was in force in the workspace when the task was claimed. */
  readWith: ReadWith;
  conflictThreshold: number | null;
  /** Of the comment's channel, where enough of its ratings are known. */
  calibration?: ChannelCalibration;
  /** Words that alert rules watch for. */
  watch?: string[];
}

export interface AnalysedTask {
  task: ClaimedTask;
  analysis: KeptAnalysis;
  searchText: string;
  candidates: KeywordCandidate[];
  watched?: FoundWord[];
}

/** A task whose analysis failed. It is tried again after the pause, or given up for good. */
export interface FailedTask {
  task: ClaimedTask;
  failure: string;
  retryAfterMs: number | null;
}
