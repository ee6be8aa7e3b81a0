import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadSentimentEntries } from '../../src/artefacts/sentimentLexicon.ts';

const lexiconDir = join(packageRoot, 'lexicons');
const same = (text: string) => text;
const isHan = (text: string) => /\p{Script=Han}/u.test(text);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lexicons-'));
  for (const folder of ['sentiment', 'modifiers'])
    cpSync(join(lexiconDir, folder), join(dir, folder), { recursive: true });
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the sentiment lists', () => {
  it('hold at least 1,200 Chinese and 1,000 English hand-kept entries and 120 emoji', () => {
    const loaded = loadSentimentEntries(lexiconDir, same);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const polar = loaded.value.filter(({ value }) => value !== 0).map(({ text }) => text);
    expect(polar.filter(isHan).length).toBeGreaterThan(1200);
    expect(polar.filter((text) => /^[a-z]/.test(text)).length).toBeGreaterThan(1000);
    expect(polar.filter((text) => /\p{Extended_Pictographic}/u.test(text)).length).toBeGreaterThan(120);
  });

  it('make 5,000 Chinese and 2,500 English entries in effect, with the learned words', () => {
    const loaded = loadSentimentEntries(lexiconDir, same);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const learned = readFileSync(join(packageRoot, 'models', 'sentiment', '2', 'words.tsv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    const all = new Set([...loaded.value.filter(({ value }) => value !== 0).map(({ text }) => text), ...learned]);
    expect([...all].filter(isHan).length).toBeGreaterThan(5000);
    expect([...all].filter((text) => /^[a-z]/.test(text)).length).toBeGreaterThan(2500);
  });

  it('name source and licence in their heads', () => {
    for (const name of [
      'sentiment/words-zh.txt',
      'sentiment/words-en.txt',
      'sentiment/emoji.txt',
      'modifiers/negators.txt',
    ])
      expect(readFileSync(join(lexiconDir, name), 'utf8')).toMatch(/^# .*\n# Source: .*Licence: /);
  });

  it('are refused with all their mistakes: twice the same, no number, too large a number, an unknown file', () => {
    const file = join(dir, 'sentiment', 'words-zh.txt');
    writeFileSync(file, `${readFileSync(file, 'utf8')}太差\t-2\n怪怪的一词\n怪怪的二词\t7\n`);
    writeFileSync(join(dir, 'modifiers', 'more.txt'), '');
    const loaded = loadSentimentEntries(dir, same);
    expect(loaded.ok).toBe(false);
    const details = loaded.ok ? [] : loaded.problems.map(({ detail }) => detail);
    expect(details).toHaveLength(4);
    expect(details.join(' ')).toContain('stands twice');
  });
});
