import { type ArtefactOptions, loadStages } from './artefacts/stages.ts';
import { AppError } from './errors.ts';
import { createAnalyser } from './feedback/analyse.ts';
import type { AnalysisPool } from './feedback/analysed.ts';
import { keep } from './feedback/kept.ts';

/** The analyser in this very process, for commands that need no service. Throws with all problems of the artefacts. */
export async function openLocalPool(options: ArtefactOptions): Promise<AnalysisPool & { close(): Promise<void> }> {
  const stages = await loadStages(options);
  if (!stages.ok)
    throw new AppError('not_ready', 'The lexicons or models are not sound.', { problems: stages.problems });
  const analyser = createAnalyser(stages.value);
  return {
    analyse: async (tasks) => analyser.analyse(tasks),
    analyseToKeep: async (tasks) => analyser.analyse(tasks).map(keep),
    searchTerms: async (query) => analyser.searchPhrases(query),
    close: async () => {},
  };
}
