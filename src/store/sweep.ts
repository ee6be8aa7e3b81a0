import type { Clock } from './clock.ts';
import type { Db } from './database/schema.ts';
import { forgetDeleted } from './database/search.ts';
import { outsideWalls } from './database/wall.ts';
import { sweepRetention } from './eraseComments.ts';
import { sweepIdempotency } from './idempotency.ts';
import { sweepSessions } from './sessions.ts';
import { sweepStoredFiles } from './storedFiles.ts';
import { sweepWebhooks } from './webhooks/work.ts';

const everyMs = 60_000;

/**
 * What is tidied up once a minute: answers, sessions, told events and comments past their time, and the last traces of
 * erased comments.
 */
export interface Sweep {
  /** Something was erased: its words must leave the search index too. */
  erased(): void;
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** `onGone`: comments past their time were erased. */
export function createSweep(
  writer: Db,
  clock: Clock,
  onGone: (keys: readonly (readonly [string, string])[]) => void,
): Sweep {
  let toForget = false;
  let running = Promise.resolve();

  async function tidy(): Promise<void> {
    await sweepIdempotency(writer, clock());
    await sweepSessions(writer, clock());
    await sweepWebhooks(writer, clock());
    await sweepStoredFiles(writer, clock());
    const expired = await sweepRetention(writer, clock);
    if (expired.length > 0) {
      toForget = true;
      onGone(expired);
    }
    if (!toForget) return;
    toForget = false;
    await forgetDeleted(writer).catch((error) => {
      toForget = true;
      throw error;
    });
  }
  function run(): Promise<void> {
    const turn = running.then(() => outsideWalls(tidy));
    running = turn.catch(() => {});
    return turn;
  }
  // It is tried again a minute later; a disk that fails tells so where it matters.
  const timer = setInterval(() => void run().catch(() => {}), everyMs).unref();

  return {
    erased() {
      toForget = true;
    },
    run,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
