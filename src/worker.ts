/** An analysis worker: a thread of the pool, or a child process for a segmenter that is not safe in threads. */
import { isMainThread, workerData } from 'node:worker_threads';
import { type ArtefactOptions, loadStages } from './artefacts/stages.ts';
import { createAnalyser } from './feedback/analyse.ts';
import type { AnalysisTask, Failed } from './feedback/analysed.ts';
import type { AnalysisFailure } from './feedback/backgroundWork.ts';
import { keep, pack } from './feedback/kept.ts';
import { show } from './feedback/shown.ts';
import type { ProcessAnswer, ProcessRequest } from './jobs/processRunner.ts';
import type { WorkerDescription, WorkerRequest } from './jobs/workerMessages.ts';
import { standBack } from './priority.ts';

/** `standsBack`: nobody waits for most of what it reads. */
interface Options extends ArtefactOptions {
  standsBack: boolean;
}
const options = (isMainThread ? JSON.parse(process.argv[2]) : workerData) as Options;
if (options.standsBack) standBack();

const stages = await loadStages(options);
const analyser = stages.ok ? createAnalyser(stages.value) : null;

function describe(): WorkerDescription {
  if (!stages.ok) return { ok: false, problems: stages.problems.map(({ detail }) => detail) };
  const { taxonomies, versions, conflictThreshold } = stages.value;
  return {
    ok: true,
    conflictThreshold,
    taxonomies,
    versions: Object.fromEntries(taxonomies.map(({ id }) => [id, versions({ taxonomy: id })])),
  };
}

/** All at once; when one of them breaks, one by one, so that it fails alone. */
function analyseAll<Outcome>(
  analyse: (tasks: AnalysisTask[]) => Outcome[],
  tasks: AnalysisTask[],
): (Outcome | Failed)[] {
  try {
    return analyse(tasks);
  } catch (error) {
    if (tasks.length > 1) return tasks.flatMap((task) => analyseAll(analyse, [task]));
    // Only the kind: the message may hold text of the comment, which belongs in no log and no row.
    const failure: AnalysisFailure = `analysis_failed: ${error instanceof Error ? error.name : typeof error}`;
    return [{ ok: false, failure }];
  }
}

export default function answer(request: WorkerRequest): unknown {
  if (request.do === 'describe') return describe();
  if (analyser === null || !stages.ok) throw new Error('the lexicons or models are not sound');
  if (request.do === 'searchPhrases') return analyser.searchPhrases(request.query);
  if (request.do === 'watch') return analyser.watch(JSON.parse(request.texts) as string[], request.words);
  stages.value.open(request.do === 'explain' ? (request.task.editions ?? []) : request.editions);
  if (request.do === 'explain') return new TextEncoder().encode(JSON.stringify(analyser.explain(request.task)));
  const tasks = JSON.parse(request.tasks) as AnalysisTask[];
  if (request.do === 'analyseToShow') return analyseAll(analyser.analyse, tasks).map(show);
  return pack(analyseAll(analyser.analyseToIndex, tasks).map(keep));
}

if (isMainThread) {
  process.on('message', ({ id, request }: ProcessRequest) => {
    try {
      process.send?.({ id, value: answer(request) } satisfies ProcessAnswer);
    } catch (error) {
      process.send?.({ id, failure: String(error) } satisfies ProcessAnswer);
    }
  });
  process.send?.('ready' satisfies ProcessAnswer);
}
