import type { AnalysisTask, WorkspaceModelRef } from '../feedback/analysed.ts';
import type { WorkerPool } from './analysisPool.ts';

/** The same workers, which find the models of their tasks in their folder: `fetch` brings those that are not there yet. */
export function fetchingModels(pool: WorkerPool, fetch: (model: WorkspaceModelRef) => Promise<void>): WorkerPool {
  async function fetchFor(tasks: readonly AnalysisTask[]): Promise<void> {
    const models = new Map<string, WorkspaceModelRef>();
    for (const { model } of tasks) if (model) models.set(`${model.workspaceId}/${model.version}`, model);
    for (const model of models.values()) await fetch(model);
  }
  return {
    ...pool,
    async analyseToShow(tasks) {
      await fetchFor(tasks);
      return pool.analyseToShow(tasks);
    },
    async analyseToKeep(tasks) {
      await fetchFor(tasks);
      return pool.analyseToKeep(tasks);
    },
    async explain(task) {
      await fetchFor([task]);
      return pool.explain(task);
    },
  };
}
