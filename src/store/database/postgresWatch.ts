/** Tells a server that is slow from one that does not answer: statements may take long, silence may not. */
import pg from 'pg';
import { AppError } from '../../errors.ts';
import { connectionOf } from './postgresAddress.ts';

/** Milliseconds. Together below the five seconds in which every request is to be answered. */
const suspiciousMs = 1_000;
const answerMs = 3_000;
const lookMs = 250;

export interface PostgresWatch {
  /** What `work` answers, or `storage_failed` once the server has been silent for too long. */
  answer<T>(work: Promise<T>): Promise<T>;
  /** Throws `storage_failed` while the server is known to be silent. */
  requireAnswering(): void;
  stop(): void;
}

/**
 * Asks the server nothing but whether it is there, on a connection of its own, and only when something waits for it. One
 * question at a time, at intervals that differ: a server that comes back is not met by a crowd.
 */
export function watchPostgres(url: string): PostgresWatch {
  const waiting = new Map<symbol, { since: number; fail: (error: Error) => void }>();
  let timer: NodeJS.Timeout | null = null;
  let silent = false;
  let stopped = false;

  async function look(): Promise<void> {
    const suspicious = performance.now() - suspiciousMs;
    if (silent || [...waiting.values()].some(({ since }) => since < suspicious)) {
      silent = !(await answers(url));
      if (silent) {
        for (const { fail } of waiting.values()) fail(silence());
        waiting.clear();
      }
    }
    timer = null;
    if (!stopped && (silent || waiting.size > 0)) lookSoon();
  }
  function lookSoon(): void {
    timer ??= setTimeout(() => void look(), lookMs * (1 + Math.random())).unref();
  }

  return {
    async answer(work) {
      const id = Symbol();
      const failure = new Promise<never>((_, fail) => waiting.set(id, { since: performance.now(), fail }));
      lookSoon();
      try {
        return await Promise.race([work, failure]);
      } finally {
        waiting.delete(id);
        // Nobody hears of it any more.
        work.catch(() => {});
      }
    },
    requireAnswering() {
      if (silent) throw silence();
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

function silence(): AppError {
  return new AppError('storage_failed', 'the database does not answer', { retryAfter: 2 });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({
    ...connectionOf(url, 'huiyin watch'),
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  client.on('error', () => {});
  const deadline = new Promise<false>((resolve) => setTimeout(() => resolve(false), answerMs).unref());
  const asked = client
    .connect()
    .then(() => client.query('select 1'))
    .then(
      () => true,
      // It answers that it is starting, or full: that is for the statement itself to tell.
      (error: { code?: string }) => /^[0-9A-Z]{5}$/.test(error.code ?? '') && !/^E[A-Z]{4}$/.test(error.code!),
    );
  const heard = await Promise.race([asked, deadline]);
  void client.end().catch(() => {});
  return heard;
}
