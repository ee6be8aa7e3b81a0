import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { explanationTables } from '../../src/cli/explanationTables.ts';
import { huiyin } from './huiyin.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = '物流很快，但是包装破损。';

describe('explain', () => {
  test('gives the same sums for an argument, a file and standard input', async () => {
    const file = join(folder, 'one.txt');
    writeFileSync(file, `${text}\n`);
    const ways = [
      ['explain', text],
      ['explain', '--file', file],
      ['explain', '-', '--json'],
    ];
    const endings = await Promise.all(ways.map((args) => huiyin(args, {}, text)));
    for (const { code, out } of endings) expect({ code, out }).toEqual({ code: 0, out: endings[0]!.out });
    const { terms, sum, clauses, conflict } = JSON.parse(endings[0]!.out);
    const total = terms.reduce((all: number, { weight }: { weight: number }) => all + weight, 0);
    expect(Math.abs(total - sum)).toBeLessThan(1e-6);
    expect(clauses.map((clause: { text: string }) => clause.text)).toEqual(['物流很快', '但是包装破损']);
    expect(conflict).toBeNull();
  }, 60_000);

  test('explains the conflict of a rating, on its scale', async () => {
    const { out } = await huiyin(['explain', text, '--rating', '10', '--scale', '0-10']);
    const { conflict } = JSON.parse(out);
    expect(conflict.rating).toBe(1);
    expect(conflict.terms.map(({ rule }: { rule: string }) => rule)).toEqual(['base_rate', 'rating_against_text']);
  }, 60_000);

  test.each([
    [['a', 'b'], 2, /one text/],
    [['a', '--rating', 'x'], 2, /--rating x/],
    [['a', '--rating', '9'], 1, /not on the scale/],
    [[''], 1, /text/],
    [['--file', '/no/such/file'], 1, /ENOENT/],
  ])('%j is refused', async (args, code, message) => {
    const ending = await huiyin(['explain', ...args]);
    expect(ending.code).toBe(code);
    expect(ending.err).toMatch(message);
    expect(ending.err.trimEnd().split('\n').length).toBe(1);
  });
});

test('the tables of an explanation hold every term, rule and sum', () => {
  const term = { start: 0, end: 2, text: '很好\u001b[31m', weight: 1.5, rule: 'word' };
  const clause = { start: 0, end: 2, text: '很好', sum: 1.5, score: 0.6351, terms: [term] };
  const versions = { engine: '', lexicon: '', model: '', taxonomy: '', segmenter: '', frequencies: '' };
  const conflict = {
    rating: -1,
    terms: [{ rule: 'base_rate', weight: -2.4 }],
    sum: -2.4,
    probability: 0.083,
    score: 0.0832,
    link: 'p',
  };
  const shown = explanationTables({
    terms: [term],
    sum: 1.5,
    score: 0.6351,
    confidence: 0.8,
    link: 'tanh',
    clauses: [clause, { ...clause, text: '真的', sum: -1, terms: [] }],
    leaves: [],
    conflict,
    versions,
  });
  for (const part of ['word', '+1.5000', 'score +0.6351, confidence 0.800', '真的', '−1.0000', 'base_rate', '−2.4000'])
    expect(shown).toContain(part);
  expect(shown).not.toContain('很好\u001b[31m');
});
