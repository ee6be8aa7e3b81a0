import type { FoundWord } from '../text/sentiment/denial.ts';
import type { Analysis, ChannelCalibration, CommentSentiment } from './analysis.ts';
import type { ParsedComment } from './comment.ts';
import type { KeywordCandidate } from './keywords.ts';

/** A model that was learned for one workspace, by its version there. */
export interface WorkspaceModelRef {
  workspaceId: string;
  version: number;
  /** Of a stored comment, whose rating may have taught the model; see `createPartReaders`. */
  commentId?: string;
}

/** An artefact that a workspace has published. It never changes, so its key, `<id>@<hash of the content>`, names it for ever. */
export interface Edition {
  key: string;
  /** JSON. */
  content: string;
}

/** One comment for a worker thread. */
export interface AnalysisTask {
  id: string;
  comment: ParsedComment;
  /** Id of the shipped taxonomy to label with, or the key of an edition. */
  taxonomy: string;
  /** Key of the workspace's own words; absent: the shipped ones alone. */
  lexicon?: string;
  /** What the keys above name, where it is a workspace's own. Comments of one workspace share them. */
  editions?: readonly Edition[];
  conflictThreshold?: number;
  /** Of the channel that the comment came by. */
  calibration?: ChannelCalibration;
  /** Of the workspace that the comment belongs to; absent: the shipped models alone. */
  model?: WorkspaceModelRef;
  /** Words that alert rules of its workspace watch for. */
  watch?: string[];
}

/** What a workspace has its comments read with. */
export type ReadWith = Pick<AnalysisTask, 'taxonomy' | 'lexicon' | 'editions' | 'model'>;

/** The same for one of its stored comments. */
export function readStored(readWith: ReadWith, commentId: string): ReadWith {
  return readWith.model ? { ...readWith, model: { ...readWith.model, commentId } } : readWith;
}

export interface Failed {
  ok: false;
  failure: string;
}

export type AnalysisOutcome = { ok: true; analysis: Analysis } | Failed;

/** What the store keeps beside an analysis. */
export interface Indexed {
  /** Words joined by spaces, for full-text search. */
  searchText: string;
  candidates: KeywordCandidate[];
  /** Those that stand in it and are not denied; absent when none were watched for. */
  watched?: FoundWord[];
}

export type IndexedOutcome = ({ ok: true; analysis: Analysis } & Indexed) | Failed;

/**
 * What is still asked of an analysis before it is stored. `head` is JSON of everything up to the keywords; what comes
 * after them may still change: keywords and versions by the workspace's own frequencies, the conflict by its neighbours.
 */
export interface KeptAnalysis
  extends Pick<
    Analysis,
    'language' | 'kind' | 'escalation' | 'issues' | 'keywords' | 'conflict' | 'quality' | 'versions'
  > {
  head: string;
  sentiment: Omit<CommentSentiment, 'evidence'>;
}

export type KeptOutcome = ({ ok: true; analysis: KeptAnalysis } & Indexed) | Failed;

export interface AnalysisPool {
  /** Outcomes in the order of the tasks. A comment that breaks or outruns its deadline fails alone. */
  analyse(tasks: AnalysisTask[]): Promise<AnalysisOutcome[]>;
  /** The same for analyses that go to the store and are not read on the way. */
  analyseToKeep(tasks: AnalysisTask[]): Promise<KeptOutcome[]>;
  /** The words of a search query, cut as the comments were. */
  searchTerms(query: string): Promise<string[]>;
}
