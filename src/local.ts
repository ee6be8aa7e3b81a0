import { type ArtefactOptions, loadStages } from './artefacts/stages.ts';
import { AppError } from './errors.ts';
import { createAnalyser } from './feedback/analyse.ts';
import type { AnalysisPool, AnalysisTask } from './feedback/analysed.ts';
import type { Explanation } from './feedback/analysis.ts';
import { keep } from './feedback/kept.ts';

interface LocalPool extends AnalysisPool {
  explain(task: AnalysisTask): Promise<Explanation>;
  close(): Promise<void>;
}

/** The analyser in this very process, for commands that need no service. Throws with all problems of the artefacts. */
export async function openLocalPool(options: ArtefactOptions): Promise<LocalPool> {
  const stages = await loadStages(options);
  if (!stages.ok)
    throw new AppError('not_ready', 'The lexicons or models are not sound.', { problems: stages.problems });
  const analyser = createAnalyser(stages.value);
  return {
    analyse: async (tasks) => analyser.analyse(tasks),
    analyseToKeep: async (tasks) => analyser.analyseToIndex(tasks).map(keep),
    explain: async (task) => analyser.explain(task),
    searchTerms: async (query) => analyser.searchPhrases(query),
    close: async () => {},
  };
}
