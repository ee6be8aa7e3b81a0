import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the package: two folders up from here, whether run from src/ or from dist/. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Of this program. */
export function programVersion(): string {
  return JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8')).version;
}
