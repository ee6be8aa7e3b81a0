import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './paths.ts';

/** The compiled sampler of topic models; null where the engine has no SIMD, then plain code does the same. */
export const loadTopicKernel = (): WebAssembly.Module | null => load('src/text/topics/kernel/gibbs.wasm');

/** Compiled sums of rows of weights; null as above. */
export const loadRowKernel = (): WebAssembly.Module | null => load('src/text/classify/kernel/rows.wasm');

function load(path: string): WebAssembly.Module | null {
  const bytes = readFileSync(join(packageRoot, path));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
