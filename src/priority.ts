import { setPriority } from 'node:os';

const behindRequests = 10;

/**
 * Lets the calling thread stand back: on a machine whose cores are all busy, threads that answer requests and write go first.
 * Linux has priorities by thread; elsewhere, where they are those of processes, this does nothing.
 */
export function standBack(): void {
  if (process.platform === 'linux') setPriority(behindRequests);
}
