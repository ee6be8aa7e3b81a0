import { vi } from 'vitest';

/** Tries until it holds; a machine under load takes its time, so the limit is only there for what never comes. */
export function eventually<T>(check: () => T | Promise<T>, timeout = 30_000): Promise<T> {
  return vi.waitFor(check, { timeout, interval: 20 });
}
