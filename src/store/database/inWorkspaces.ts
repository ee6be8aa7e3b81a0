/** Which workspaces a writing transaction stays in. Those of different workspaces run at the same time on PostgreSQL. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hash } from 'node:crypto';
import { repeatOnConflict } from './conflicts.ts';
import type { Db, Trx } from './schema.ts';

interface Turn {
  locks: readonly number[];
  patient: boolean;
}
const named = new AsyncLocalStorage<Turn | null>();

/**
 * A transaction that reads and writes rows of these workspaces only: it waits for its turn in each of them, not for all
 * others. With none it waits for nobody, and must take what it changes by `for update skip locked`, or change
 * one row by a condition. Any other transaction has the database for itself. After a conflict with another transaction
 * `callback` is called again: it must leave no trace but in the database. `patient`: nobody waits for it, so that it lets
 * others pass where all share one connection.
 */
export function inWorkspaces<Result>(
  writer: Db,
  workspaceIds: readonly string[],
  callback: (trx: Trx) => Promise<Result>,
  patient = false,
): Promise<Result> {
  const turn = { locks: locksOf(workspaceIds), patient };
  return repeatOnConflict(() =>
    named.run(turn, () => writer.transaction().execute((trx) => named.run(null, () => callback(trx)))),
  );
}

/** The numbers that the transaction which begins now is to lock, in the order that all take them; null: the whole database. */
export function namedLocks(): readonly number[] | null {
  return named.getStore()?.locks ?? null;
}

/** Whether the transaction that begins now lets others pass. */
export function isPatient(): boolean {
  return named.getStore()?.patient ?? false;
}

/** 32 bits, signed. Two workspaces that share a number take turns, which does no harm. */
function locksOf(workspaceIds: readonly string[]): number[] {
  const numbers = [...new Set(workspaceIds)].map((id) => hash('sha256', id, 'buffer').readInt32BE());
  return [...new Set(numbers)].sort((a, b) => a - b);
}
