import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../src/web/app/i18n');
/** Those that hold the words of a page; not the helpers, nor what is translated from `en.ts` and `one.ts`. */
const pages = readdirSync(folder).filter(
  (file) => !['texts.ts', 'words.ts', 'one.ts', 'zhCN.ts', 'zhTW.ts'].includes(file),
);

/** Keys by file, of the first language in it: the compiler makes the others have the same. */
function keysOf(file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const first = text.slice(0, text.indexOf('\n};'));
  return [...first.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, key]) => key!);
}

it('no two pages give one key different words', () => {
  const owner = new Map<string, string>();
  const twice: string[] = [];
  for (const file of pages) {
    const keys = keysOf(file);
    expect(keys.length, file).toBeGreaterThan(5);
    for (const key of keys) {
      if (owner.has(key)) twice.push(`${key}: ${owner.get(key)} and ${file}`);
      owner.set(key, file);
    }
  }
  expect(twice).toEqual([]);
});

it('what is said of one is said by number of several too', () => {
  const words = pages.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const keys = keysOf('one.ts');
  expect(keys.length).toBeGreaterThan(5);
  for (const key of keys) expect(words, key).toMatch(new RegExp(`^  ${key}:[^'"]*['"][^'"\n]*\\{\\{n\\}\\}`, 'm'));
});

/** All files that a page brings along, itself included; types alone bring nothing. */
function broughtBy(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file) || !existsSync(file)) return known;
  known.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/^import (?!type )[^;]*?'(\.[^']+)';/gm))
    broughtBy(join(dirname(file), path!), known);
  return known;
}

it('every page brings the words that it says', () => {
  const owners = new Map(
    readdirSync(folder)
      .filter((file) => !['texts.ts', 'one.ts', 'en.ts', 'zhCN.ts', 'zhTW.ts'].includes(file))
      .flatMap((file) => keysOf(file).map((key) => [key, file] as const)),
  );
  const app = readFileSync(join(folder, '../app.tsx'), 'utf8');
  const pages = [...app.matchAll(/import\('\.\/(pages\/[^']+)'\)/g)].map(([, path]) => path!);
  expect(pages.length).toBeGreaterThan(10);
  const missing: string[] = [];
  for (const page of pages) {
    const brought = broughtBy(join(folder, '..', page));
    for (const file of brought)
      for (const [, key] of readFileSync(file, 'utf8').matchAll(/\bt\('([\w-]+)'/g)) {
        const owner = owners.get(key!);
        if (owner !== undefined && !brought.has(join(folder, owner))) missing.push(`${page}: ${key} of ${owner}`);
      }
  }
  expect(missing).toEqual([]);
});
