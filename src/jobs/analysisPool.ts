import type { AnalysisPool, AnalysisTask, Edition, KeptOutcome } from '../feedback/analysed.ts';
import type { AnalysisFailure } from '../feedback/backgroundWork.ts';
import { unpack } from '../feedback/kept.ts';
import type { ShownOutcome } from '../feedback/shown.ts';
import { createSlots } from '../slots.ts';
import type { FoundWord } from '../text/sentiment/denial.ts';
import type { WorkerAnswer, WorkerDescription, WorkerRequest, WorkerRunner } from './workerMessages.ts';

/** Comments that travel to a worker together. */
const chunkSize = 100;
/**
 * UTF-16 units of text from which on a chunk takes no further comment: what comes back is up to forty times as long,
 * and reading all of it in one piece would hold up the event loop.
 */
const chunkUnits = 10_000;
/** Milliseconds after which a worker is taken to hang: for one comment, and more for each further one of a chunk. */
const usualDeadlines = { first: 5_000, further: 200 };
const loadingMs = 300_000;
/** Failures one after the other from which on the workers themselves are in doubt, not the comments. */
const suspectFrom = 5;

/** The workers of the service. What is only shown comes as JSON text: the main thread has no need to read it. */
export interface WorkerPool extends Pick<AnalysisPool, 'analyseToKeep' | 'searchTerms'> {
  /** Outcomes in the order of the tasks. A comment that breaks or outruns its deadline fails alone. */
  analyseToShow(tasks: AnalysisTask[]): Promise<ShownOutcome[]>;
  /** Which of the words stand in each text and are not denied; a few hundred texts at a time. */
  watch(texts: string[], words: string[]): Promise<FoundWord[][]>;
  /** JSON of an `Explanation`, in UTF-8. */
  explain(task: AnalysisTask): Promise<Uint8Array>;
  /** Asks one worker what it has loaded; patient, since the first answer includes the loading. */
  describe(): Promise<WorkerDescription>;
  /** Asks a worker when the last requests failed one after the other; otherwise they have shown that they work. */
  works(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Spreads comments over workers. A chunk whose worker breaks or outruns its deadline is read again comment by comment,
 * so that the one that did it fails alone.
 */
export function createAnalysisPool(runner: WorkerRunner, deadlines = usualDeadlines): WorkerPool {
  const slots = createSlots(runner.workers);
  let failuresInARow = 0;

  const run = <R extends WorkerRequest>(request: R, comments: number): Promise<WorkerAnswer<R>> =>
    slots(async () => {
      // The clock starts with the work, not with the waiting for a free worker.
      const deadlineMs = deadlines.first + deadlines.further * comments;
      try {
        const answer = (await runner.run(request, deadlineMs)) as WorkerAnswer<R>;
        failuresInARow = 0;
        return answer;
      } catch (error) {
        failuresInARow++;
        throw error;
      }
    });

  const analyseToShow = (tasks: AnalysisTask[], comments: number): Promise<ShownOutcome[]> =>
    run({ do: 'analyseToShow', ...packed(tasks) }, comments);
  const analyseToKeep = async (tasks: AnalysisTask[], comments: number): Promise<KeptOutcome[]> =>
    unpack(await run({ do: 'analyseToKeep', ...packed(tasks) }, comments));

  return {
    analyseToShow: (tasks) => inChunks(tasks, analyseToShow),
    analyseToKeep: (tasks) => inChunks(tasks, analyseToKeep),
    searchTerms: (query) => run({ do: 'searchPhrases', query }, 0),
    watch: (texts, words) => run({ do: 'watch', texts: JSON.stringify(texts), words }, texts.length),
    explain: (task) => run({ do: 'explain', task }, 0),
    describe: async () => (await runner.run({ do: 'describe' }, loadingMs)) as WorkerDescription,
    async works() {
      if (failuresInARow < suspectFrom) return true;
      // Not in line behind work that may hang.
      return runner.run({ do: 'searchPhrases', query: '好' }, deadlines.first).then(
        () => true,
        () => false,
      );
    },
    close: () => runner.close(),
  };
}

/** The tasks without what many of them share. */
function packed(tasks: AnalysisTask[]): { tasks: string; editions: Edition[] } {
  const editions = new Map<string, Edition>();
  for (const task of tasks) for (const edition of task.editions ?? []) editions.set(edition.key, edition);
  const alone = editions.size === 0 ? tasks : tasks.map(({ editions: _, ...task }) => task);
  return { tasks: JSON.stringify(alone), editions: [...editions.values()] };
}

interface Failure {
  ok: false;
  failure: string;
}

type Ask<Outcome> = (tasks: AnalysisTask[], comments: number) => Promise<Outcome[]>;

async function inChunks<Outcome>(tasks: AnalysisTask[], ask: Ask<Outcome>): Promise<(Outcome | Failure)[]> {
  const alone = async (task: AnalysisTask): Promise<Outcome | Failure> => {
    try {
      return (await ask([task], 0))[0];
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };
  const together = async (chunk: AnalysisTask[]): Promise<(Outcome | Failure)[]> => {
    try {
      return await ask(chunk, chunk.length);
    } catch {
      return Promise.all(chunk.map(alone));
    }
  };
  return (await Promise.all(chunksOf(tasks).map(together))).flat();
}

function chunksOf(tasks: AnalysisTask[]): AnalysisTask[][] {
  const chunks: AnalysisTask[][] = [];
  let units = 0;
  for (const task of tasks) {
    const open = chunks.at(-1);
    if (open === undefined || open.length === chunkSize || units >= chunkUnits) {
      chunks.push([task]);
      units = 0;
    } else open.push(task);
    units += task.comment.text.length;
  }
  return chunks;
}

function failureOf(error: unknown): AnalysisFailure {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
    ? 'deadline_exceeded'
    : 'worker_failed';
}
