/**
 * What: builds the WebAssembly module of the topic sampler from its AssemblyScript source.
 * When: after a change of src/text/topics/kernel/gibbs.as; a test checks that source and module agree.
 * Example: npm run kernel
 */
import { writeFileSync } from 'node:fs';
import { buildKernel, kernelModule } from './kernel/build.ts';

const bytes = await buildKernel();
writeFileSync(kernelModule, bytes);
console.log(`${kernelModule}: ${bytes.length} bytes`);
