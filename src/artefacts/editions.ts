import { AppError } from '../errors.ts';
import type { Edition } from '../feedback/analysed.ts';
import { createMemory } from './memory.ts';

/** So many compiled ones of a kind stay in memory, a few megabytes each. */
const mostCompiled = 16;

/** What workspaces have published, as it comes along with their comments. */
export interface Editions {
  /** Those of the comments to come, in place of the ones before. */
  open(editions: readonly Edition[]): void;
  /** Reads one kind: compiles an edition when it is first asked for. Throws `unknown_taxonomy` for a key that is not open. */
  compiled<T>(compile: (content: string) => T): (key: string) => T;
}

export function createEditions(): Editions {
  let opened: readonly Edition[] = [];
  return {
    open(editions) {
      opened = editions;
    },
    compiled: (compile) =>
      createMemory((wanted) => {
        const edition = opened.find(({ key }) => key === wanted);
        if (edition === undefined) throw new AppError('unknown_taxonomy', `there is no "${wanted}"`);
        return compile(edition.content);
      }, mostCompiled),
  };
}
