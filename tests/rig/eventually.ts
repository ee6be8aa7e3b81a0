import { vi } from 'vitest';

/** Tries until it holds; a machine under load takes its time, so the limit is only there for what never comes. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 20 });
}
