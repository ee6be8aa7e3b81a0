import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';
import { packageRoot } from '../../src/artefacts/paths.ts';

export interface KernelSource {
  source: string;
  module: string;
  flags: string;
}

const common = '-O3 --runtime stub --noAssert --importMemory';

const kernel = (path: string, flags: string): KernelSource => ({
  source: join(packageRoot, `${path}.as`),
  module: join(packageRoot, `${path}.wasm`),
  flags: `${common} ${flags}`,
});

export const kernels = [
  // Shared memory needs bounds in the module: 128 KiB at least, 4 GiB at most.
  kernel(
    'src/text/topics/kernel/gibbs',
    '--sharedMemory --initialMemory 2 --maximumMemory 65536 --enable threads,simd',
  ),
  kernel('src/text/classify/kernel/rows', '--enable simd'),
];

/** Compiles a kernel in memory; equal sources give equal bytes. Throws with the compiler's words. */
export async function buildKernel({ source, flags }: KernelSource): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  // The compiler reads only .ts files, which the rest of the project would take for ordinary TypeScript.
  const { error, stderr } = await main(['kernel.ts', '--outFile', 'kernel.wasm', ...flags.split(' ')], {
    readFile: (name) => (name === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') bytes = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !bytes) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return bytes;
}
