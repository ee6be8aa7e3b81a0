/**
 * The hot loops of the sampler, over the memory that `layout.ts` describes. `gibbs.as` is the reference; all take the
 * address of the header.
 */
export interface Kernel {
  /** Copies the common counts and draws a topic for every token of a shard. `random`: u32, not 0. */
  sampleShard(header: number, shard: number, random: number): void;
  /** Adds the changes of all shards to the common counts of the words from..to − 1; their column sums go to `part`. */
  mergeRows(header: number, part: number, from: number, to: number): void;
  /** Natural logarithm of the likelihood of a shard's tokens. */
  logLikelihood(header: number, shard: number): number;
}

/** The compiled kernel on a memory of `createMemory`. */
export function createWasmKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Kernel;
}

function abort(): never {
  throw new Error('the topic kernel stopped');
}
