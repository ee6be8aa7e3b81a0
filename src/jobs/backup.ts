import type { JobRun } from './run.ts';
import type { JobEnd, JobStore } from './store.ts';

/** Makes a backup. One that takes over from a run that died begins again. */
export async function runBackup(run: JobRun, { backups, jobRows }: JobStore, now: number): Promise<JobEnd | null> {
  let percent = 0;
  let telling = Promise.resolve();
  const onProgress = (share: number): void => {
    const reached = Math.floor(share * 20) * 5;
    if (reached <= percent) return;
    percent = reached;
    telling = telling.then(async () => {
      await jobRows.step(run.record.scope, run.next()({ done: reached, total: 100 }, null));
      run.changed();
    });
    // Whoever waits for it hears of it below.
    telling.catch(() => {});
  };
  const made = await backups.make(now, onProgress, run.signal);
  if (!made) return null;
  await telling;
  return { state: 'succeeded', result: made };
}
