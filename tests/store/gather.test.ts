import { expect, test } from 'vitest';
import { gather } from '../../src/store/gather.ts';

test('what is asked in one turn is read once, each key once', async () => {
  const reads: string[][] = [];
  const lengthOf = gather(async (words: string[]) => {
    reads.push(words);
    return new Map(words.filter((word) => word !== 'gone').map((word) => [word, word.length]));
  });
  expect(await Promise.all(['a', 'bb', 'a', 'gone'].map(lengthOf))).toEqual([1, 2, 1, undefined]);
  expect(await lengthOf('a')).toBe(1);
  expect(reads).toEqual([['a', 'bb', 'gone'], ['a']]);
});

test('what is asked while others are read is read after them', async () => {
  let now = 1;
  const read = gather(async (keys: string[]) => {
    const value = now;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return new Map(keys.map((key) => [key, value]));
  });
  const first = read('key');
  await new Promise((resolve) => setTimeout(resolve, 2));
  now = 2;
  expect(await Promise.all([first, read('key')])).toEqual([1, 2]);
});

test('a failure is that of all who asked, and of nobody later', async () => {
  let broken = true;
  const read = gather(async (keys: string[]) => {
    if (broken) throw new Error('broken');
    return new Map(keys.map((key) => [key, key]));
  });
  const all = await Promise.allSettled([read('a'), read('b')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  broken = false;
  expect(await read('a')).toBe('a');
});
