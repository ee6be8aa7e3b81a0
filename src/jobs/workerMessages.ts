import type { AnalysisTask, Edition } from '../feedback/analysed.ts';
import type { Versions } from '../feedback/analysis.ts';
import type { PackedOutcomes } from '../feedback/kept.ts';
import type { ShownOutcome } from '../feedback/shown.ts';
import type { Taxonomy } from '../feedback/taxonomy.ts';
import type { FoundWord } from '../text/sentiment/denial.ts';

/** What an analysis worker is asked, and what it answers. */
export type WorkerRequest =
  | { do: 'describe' }
  | {
      do: 'analyseToShow' | 'analyseToKeep';
      /** JSON of the tasks: cheaper to send than they are. */
      tasks: string;
      /** Each once, whatever number of tasks name it. */
      editions: Edition[];
    }
  | { do: 'explain'; task: AnalysisTask }
  | { do: 'watch' /** JSON, as above. */; texts: string; words: string[] }
  | { do: 'searchPhrases'; query: string };

export type WorkerAnswer<R extends WorkerRequest> = R extends { do: 'analyseToShow' }
  ? ShownOutcome[]
  : R extends { do: 'analyseToKeep' }
    ? PackedOutcomes
    : R extends { do: 'explain' }
      ? Uint8Array
      : R extends { do: 'describe' }
        ? WorkerDescription
        : R extends { do: 'watch' }
          ? FoundWord[][]
          : string[];

/** What a worker has loaded, or why it could not. */
export type WorkerDescription =
  | {
      ok: true;
      conflictThreshold: number;
      taxonomies: Taxonomy[];
      /** By taxonomy id. */
      versions: Record<string, Versions>;
    }
  | { ok: false; problems: string[] };

/** Runs a request on some worker. Rejects when the worker breaks, or is stopped at the deadline; a new one takes its place. */
export interface WorkerRunner {
  readonly workers: number;
  run(request: WorkerRequest, deadlineMs: number): Promise<unknown>;
  close(): Promise<void>;
}
