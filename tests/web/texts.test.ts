import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../src/web/app/i18n');

/** Keys by file, of the first language in it: the compiler makes the others have the same. */
function keysOf(file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const first = text.slice(0, text.indexOf('\n};'));
  return [...first.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, key]) => key!);
}

it('no two pages give one key different words', () => {
  const files = readdirSync(folder).filter((file) => !['texts.ts', 'zhCN.ts', 'zhTW.ts'].includes(file));
  const owner = new Map<string, string>();
  const twice: string[] = [];
  for (const file of files) {
    const keys = keysOf(file);
    expect(keys.length, file).toBeGreaterThan(5);
    for (const key of keys) {
      if (owner.has(key)) twice.push(`${key}: ${owner.get(key)} and ${file}`);
      owner.set(key, file);
    }
  }
  expect(twice).toEqual([]);
});
