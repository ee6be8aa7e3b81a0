import { join } from 'node:path';
import { loadTopicKernel } from './artefacts/kernels.ts';
import { kMeansStep } from './artefacts/kMeansStep.ts';
import { packageRoot } from './artefacts/paths.ts';
import { loadSpeech } from './artefacts/speech.ts';
import { type ArtefactOptions, type LoadedStages, loadStages } from './artefacts/stages.ts';
import { AppError } from './errors.ts';
import { createAnalyser } from './feedback/analyse.ts';
import type { AnalysisPool, AnalysisTask } from './feedback/analysed.ts';
import type { Explanation } from './feedback/analysis.ts';
import { keep } from './feedback/kept.ts';
import type { Taxonomy } from './feedback/taxonomy.ts';
import type { TopicTools } from './feedback/topics/fitters.ts';
import { createTermReader } from './feedback/topics/terms.ts';
import { openEngine } from './jobs/topics/crew.ts';
import { compact } from './text/fold/compact.ts';
import type { PartOfSpeech } from './text/vectorise/speech.ts';

interface LocalPool extends AnalysisPool {
  explain(task: AnalysisTask): Promise<Explanation>;
  close(): Promise<void>;
}

/** The analyser in this very process, for commands that need no service. Throws with all problems of the artefacts. */
export async function openLocalPool(options: ArtefactOptions): Promise<LocalPool> {
  return poolOf(await requireStages(options));
}

/** What a topic run needs beside the comments. */
export interface LocalTopics {
  pool: AnalysisPool;
  taxonomies: Taxonomy[];
  /** The words of a comment that topic models see. */
  wordsOf(text: string): string[];
  /** Throws when the model is not sound. */
  partsOfSpeech(): (word: string) => PartOfSpeech;
  tools: Omit<TopicTools, 'progress'>;
  close(): Promise<void>;
}

/** Topic models in this very process, with `workers` threads. Throws with all problems of the artefacts. */
export async function openLocalTopics(options: ArtefactOptions & { workers: number }): Promise<LocalTopics> {
  const stages = await requireStages(options);
  const terms = createTermReader({ ...stages.termRules, synonyms: new Map() });
  const module = loadTopicKernel();
  const closing: Promise<void>[] = [];
  const cancelled = (): boolean => false;
  return {
    pool: poolOf(stages),
    taxonomies: stages.taxonomies,
    wordsOf: (text) => terms(stages.read(compact(text)?.text ?? text)),
    partsOfSpeech() {
      const loaded = loadSpeech(options.modelsDir ?? join(packageRoot, 'models'));
      if (loaded.ok) return loaded.value;
      throw new AppError('not_ready', 'The model of parts of speech is not sound.', { problems: loaded.problems });
    },
    tools: {
      kMeansStep,
      cancelled,
      openEngine(rows, topics) {
        const engine = openEngine({ module, rows, topics, workers: options.workers, cancelled });
        return { ...engine, close: () => void closing.push(engine.close()) };
      },
    },
    close: async () => void (await Promise.all(closing)),
  };
}

async function requireStages(options: ArtefactOptions): Promise<LoadedStages> {
  const stages = await loadStages(options);
  if (!stages.ok)
    throw new AppError('not_ready', 'The lexicons or models are not sound.', { problems: stages.problems });
  return stages.value;
}

function poolOf(stages: LoadedStages): LocalPool {
  const analyser = createAnalyser(stages);
  return {
    analyse: async (tasks) => analyser.analyse(tasks),
    analyseToKeep: async (tasks) => analyser.analyseToIndex(tasks).map(keep),
    explain: async (task) => analyser.explain(task),
    searchTerms: async (query) => analyser.searchPhrases(query),
    close: async () => {},
  };
}
