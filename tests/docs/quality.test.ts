import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';

const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');

/** Rates with their errors in the table between the markers. */
function rates(file: string): string[] {
  const [, table] = /<!-- figures: [^\n]*\n([\s\S]*?)<!-- \/figures -->/.exec(read(file))!;
  return table.match(/\d\.\d{3} ± \d\.\d{3}/g) ?? [];
}

describe('the tables of the READMEs', () => {
  it('show the figures of docs/quality.md, the same in both languages', () => {
    const english = rates('README.md');
    const document = read('docs/quality.md');
    expect(english.length).toBeGreaterThan(10);
    expect(rates('docs/README.zh-CN.md')).toEqual(english);
    for (const rate of english) expect(document).toContain(rate);
  });
});
