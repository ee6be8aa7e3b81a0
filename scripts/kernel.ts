/**
 * What: builds the WebAssembly modules from their AssemblyScript sources (src/text/topics/kernel, src/text/classify/kernel).
 * When: after a change of one of the sources; a test checks that source and module agree.
 * Example: npm run kernel
 */
import { writeFileSync } from 'node:fs';
import { buildKernel, kernels } from './kernel/build.ts';

for (const kernel of kernels) {
  const bytes = await buildKernel(kernel);
  writeFileSync(kernel.module, bytes);
  console.log(`${kernel.module}: ${bytes.length} bytes`);
}
