import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './paths.ts';

/** The compiled kernel of the topic sampler; null where the engine has no SIMD, then the plain kernel does. */
export function loadTopicKernel(): WebAssembly.Module | null {
  const bytes = readFileSync(join(packageRoot, 'src/text/topics/kernel/gibbs.wasm'));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
