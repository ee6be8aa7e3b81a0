import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';

/** Compiles a library that stands between the service and the disk; null without a compiler, which fails in CI. */
export function buildShim(name: 'powercut' | 'diskfault', folder: string, bar: string): string | null {
  const shim = join(folder, `${name}.so`);
  const source = join(packageRoot, `tests/faults/${name}.c`);
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl', '-lpthread']);
    return shim;
  } catch {
    const line = `${bar} was not run: it needs a C compiler (cc) on Linux. To run it: npm run reliability -- --only ${bar}`;
    if (process.env.CI) throw new Error(line);
    console.warn(line);
    return null;
  }
}
