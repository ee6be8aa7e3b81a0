import type { Problem } from '../errors.ts';
import type { ParseOptions } from '../feedback/parse.ts';

export interface FileOptions extends ParseOptions {
  /** First fault of a JSON text beyond its grammar (depth, repeated keys, unsafe integers), or null. */
  checkJson?: (text: string) => Problem | null;
}
