import type { Job, Scope } from '../feedback/read.ts';

/** Another process may run the job, so a look a second backs the bell up. */
const lookEveryMs = 1000;

/** Tells watchers of a job about its changes. The row is the truth; being told is only quicker than looking. */
export function createWatchers(get: (scope: Scope, id: string) => Promise<Job | null>) {
  const bells = new Map<string, Set<() => void>>();

  /** Resolves at the next change, at the next look, or when the watcher leaves. */
  function nextChange(id: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const members = bells.get(id) ?? new Set();
      bells.set(id, members);
      const timer = setTimeout(done, lookEveryMs);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        members.delete(done);
        if (members.size === 0) bells.delete(id);
        resolve();
      }
      members.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  return {
    changed(id: string): void {
      for (const ring of [...(bells.get(id) ?? [])]) ring();
    },

    /** The job as it is, then after every change until it has ended or the watcher leaves. */
    async *watch(scope: Scope, id: string, signal: AbortSignal): AsyncGenerator<Job> {
      let shown = '';
      while (!signal.aborted) {
        const change = nextChange(id, signal);
        const job = await get(scope, id);
        if (!job) return;
        const text = JSON.stringify(job);
        if (text !== shown) yield job;
        shown = text;
        if (job.state !== 'queued' && job.state !== 'running') return;
        await change;
      }
    },
  };
}
