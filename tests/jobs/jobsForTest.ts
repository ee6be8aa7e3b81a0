import { join } from 'node:path';
import { expect } from 'vitest';
import { createJobs, type Jobs, type JobsOptions } from '../../src/jobs/jobs.ts';

/** Jobs in a folder of their own; whatever is asked of them that `more` has no answer to fails. */
export function jobsForTest(
  folder: string,
  more: Pick<JobsOptions, 'queue' | 'store'> & Partial<JobsOptions>,
): Promise<Jobs> {
  const none = async () => Promise.reject(new Error('not expected'));
  return createJobs({
    openImport: none,
    openSample: none,
    openTopicThread: () => expect.fail('not expected'),
    openTrainThread: () => expect.fail('not expected'),
    analyse: () => expect.fail('not expected'),
    dataDir: folder,
    uploadDir: join(folder, 'uploads'),
    reportSources: {} as never,
    clock: Date.now,
    onError: (error) => expect.fail(String(error)),
    ...more,
  });
}
