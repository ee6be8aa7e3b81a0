import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';
import { packageRoot } from '../../src/artefacts/paths.ts';

const source = join(packageRoot, 'src/text/topics/kernel/gibbs.as');
export const kernelModule = join(packageRoot, 'src/text/topics/kernel/gibbs.wasm');

/** Shared memory needs bounds in the module: 128 KiB at least, 4 GiB at most. */
const flags =
  '-O3 --runtime stub --noAssert --importMemory --sharedMemory --initialMemory 2 --maximumMemory 65536 --enable threads,simd';

/** Compiles the kernel in memory; equal sources give equal bytes. Throws with the compiler's words. */
export async function buildKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  // The compiler reads only .ts files, which the rest of the project would take for ordinary TypeScript.
  const { error, stderr } = await main(['gibbs.ts', '--outFile', 'gibbs.wasm', ...flags.split(' ')], {
    readFile: (name) => (name === 'gibbs.ts' ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'gibbs.wasm') bytes = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !bytes) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return bytes;
}
