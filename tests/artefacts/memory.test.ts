import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createLatinTokeniser } from '../../src/artefacts/english.ts';
import { createStemmer } from '../../src/artefacts/stemmer.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes of heap that are still held after `work`. */
function heldAfter(work: () => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  work();
  collect();
  return (process.memoryUsage().heapUsed - before) / 1e6;
}

const letters = (number: number): string => number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]);

it('the tokeniser forgets the words of hostile texts, each with a thousand new ones', { timeout: 60_000 }, () => {
  const tokenise = createLatinTokeniser();
  tokenise('warm up');
  let word = 0;
  const text = (): string => Array.from({ length: 2000 }, () => `${letters(word++)}ing`.padStart(9, 'b')).join(' ');
  const held = heldAfter(() => {
    // 12 million units, some 1.2 million words.
    for (let i = 0; i < 600; i++) tokenise(text());
  });
  expect(held).toBeLessThan(90);
});

it('the stemmer does not keep the texts that its words were cut from', () => {
  const stem = createStemmer();
  const held = heldAfter(() => {
    for (let i = 0; i < 2000; i++) stem(`${'，'.repeat(9990)}disappoint${letters(i)}ing`.toLowerCase().slice(9990));
  });
  expect(stem('disappointingly')).toBe('disappointingli');
  expect(held).toBeLessThan(10);
});
