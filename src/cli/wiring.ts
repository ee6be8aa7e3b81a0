import type { Config } from '../config.ts';
import type { AnalysisPool, AnalysisTask } from '../feedback/analysed.ts';
import type { Explanation } from '../feedback/analysis.ts';
import type { LocalTopics } from '../local.ts';

/** What the command line starts. It is found by its name when it is needed: nothing imports the wiring. */
interface Wiring {
  main: { main(role?: string): Promise<void> };
  local: {
    openLocalPool(options: { segmenter: Config['segmenter'] }): Promise<LocalPool>;
    openLocalTopics(options: { segmenter: Config['segmenter']; workers: number }): Promise<LocalTopics>;
  };
}

interface LocalPool extends AnalysisPool {
  explain(task: AnalysisTask): Promise<Explanation>;
  close(): Promise<void>;
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export function loadWiring<Name extends keyof Wiring>(name: Name): Promise<Wiring[Name]> {
  return import(new URL(`../${name}.${extension}`, import.meta.url).href);
}
