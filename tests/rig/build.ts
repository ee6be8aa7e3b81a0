import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';

const inputs = ['src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const stamp = join(packageRoot, 'dist', '.built-for-tests');

/** Compiles the service once for all tests that run it as a process of its own; not again while its sources are the same. */
export default function build(): void {
  const newest = String(Math.max(...inputs.map((input) => lastChange(join(packageRoot, input)))));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === newest) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: packageRoot, stdio: 'inherit' });
  writeFileSync(stamp, newest);
}

/** Of a file, or of a folder and all in it. */
function lastChange(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}
