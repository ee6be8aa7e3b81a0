import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { leadCrew, Phase } from '../../text/topics/crew.ts';
import { createWasmKernel } from '../../text/topics/kernel.ts';
import { createMemory } from '../../text/topics/layout.ts';
import type { LdaEngine } from '../../text/topics/lda.ts';
import { createPlainKernel } from '../../text/topics/plainKernel.ts';
import type { WordRows } from '../../text/vectorise/rows.ts';

const fromSource = import.meta.url.endsWith('.ts');

/** What a helper gets at its start. */
export interface HelperData {
  module: WebAssembly.Module | null;
  memory: WebAssembly.Memory;
}

export interface OpenEngine extends LdaEngine {
  /** When all helpers are at work; nobody needs to wait for them. */
  ready: Promise<unknown>;
  /** Sends the helpers home; returns when their threads have ended. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Null: the plain kernel. */
  module: WebAssembly.Module | null;
  rows: WordRows;
  /** The most that will be asked for. */
  topics: number;
  /** Threads that work, the caller's own included. */
  workers: number;
  /** Asked between tasks, a few dozen times a second. */
  cancelled: () => boolean;
}

/** Below this many tokens a second thread costs more than it brings. */
const tokensPerWorker = 20_000;

/** Memory and crew for fits on these documents. The result of a fit does not depend on the number of workers. */
export function openEngine({ module, rows, topics, workers, cancelled }: EngineOptions): OpenEngine {
  const memory = createMemory(rows, topics);
  const kernel = module ? createWasmKernel(module, memory) : createPlainKernel(memory);
  const crew = leadCrew(kernel, memory, cancelled);
  const helpers = Array.from({ length: Math.min(workers, Math.ceil(rows.words.length / tokensPerWorker)) - 1 }, () =>
    startHelper({ module, memory }),
  );
  return {
    memory,
    crew,
    ready: Promise.all(helpers.map((helper) => once(helper, 'message'))),
    async close() {
      const gone = helpers.map((helper) => once(helper, 'exit'));
      crew.run(Phase.End, 0);
      await Promise.all(gone);
    },
  };
}

/** Node 20 does not read TypeScript; only tests and development run from source, and they have tsx. */
function startHelper(workerData: HelperData): Worker {
  const file = new URL(`./helper.${fromSource ? 'ts' : 'js'}`, import.meta.url);
  if (!fromSource) return new Worker(file, { workerData });
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(start, { workerData, eval: true });
}
