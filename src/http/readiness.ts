import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import type { AppServices } from './route.ts';
import { z } from './schemas/zod.ts';

const deadlineMs = 2_000;

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'degraded']),
    checks: z.object({
      database: z.literal('ok'),
      workers: z.literal('ok'),
      disk: z.enum(['ok', 'low']),
      queue: z.enum(['ok', 'away']),
    }),
  })
  .openapi('Readiness');

type Readiness = z.infer<typeof readinessSchema>;

/** Throws `not_ready` when a comment sent now would not be stored and analysed. Low on disk or without Redis, it would. */
export async function readiness({ stopping, analysis, health }: Pick<AppServices, 'stopping' | 'analysis' | 'health'>) {
  if (stopping.aborted) throw new AppError('not_ready', 'The service is stopping.');
  await inTime(health.ping(), 'The database does not answer.');
  if (!(await inTime(Promise.resolve(analysis.ready()), 'The analysis workers do not answer.'))) {
    throw new AppError('not_ready', 'The analysis workers fail.');
  }
  // Who asks for less than the disk can say is not kept waiting for it.
  const disk = await inTime(health.disk(), 'The disk does not answer.').catch(() => ({ freeBytes: 0 }));
  const queue = await inTime(health.queueAnswers?.() ?? Promise.resolve(true), '').catch(() => false);
  const checks: Readiness['checks'] = {
    database: 'ok',
    workers: 'ok',
    disk: disk.freeBytes < limits.diskLowBytes ? 'low' : 'ok',
    queue: queue ? 'ok' : 'away',
  };
  const sound = checks.disk === 'ok' && checks.queue === 'ok';
  return { status: sound ? 'ready' : 'degraded', checks } satisfies Readiness;
}

async function inTime<T>(answer: Promise<T>, silence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), deadlineMs);
  });
  try {
    return await Promise.race([answer, silent]);
  } catch (cause) {
    throw new AppError('not_ready', silence, { cause });
  } finally {
    clearTimeout(timer);
  }
}
