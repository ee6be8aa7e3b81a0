/** Transactions that the server ended in favour of another one: nothing of them stays, so they can be run once more. */
import { setTimeout } from 'node:timers/promises';

/** Two that waited for each other, and one that would have had to see what another changed. */
const codes = ['40P01', '40001'];
const tries = 5;
/** Before the second try, at most; twice as much before each further one. */
const pauseMs = 20;

/** `error` is the server's, or has it as its cause. */
export function isConflict(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return codes.includes(code ?? '') || codes.includes(cause?.code ?? '');
}

/** Runs a whole transaction, and again after a conflict. `work` must leave no trace of a try that failed. */
export async function repeatOnConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries || !isConflict(error)) throw error;
      // Some chance, so that the same two do not meet again.
      await setTimeout(Math.random() * pauseMs * 2 ** attempt);
    }
  }
}
