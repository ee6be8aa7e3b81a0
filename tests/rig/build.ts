import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../src/artefacts/paths.ts';

/** Compiles the service once for all tests that run it as a process of its own. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: packageRoot, stdio: 'inherit' });
}
