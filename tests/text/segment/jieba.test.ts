import { expect, test } from 'vitest';
import { type CharacterModel, createJieba } from '../../../src/text/segment/jieba.ts';
import { buildWordTrie } from '../../../src/text/trie/wordTrie.ts';

const never = -3.14e100;
/** 「鑫」 likes to begin a word and 「淼」 to end one; any other character stands alone. */
function characterModel(): CharacterModel {
  const rowOf = new Uint16Array(65_536);
  rowOf['鑫'.charCodeAt(0)] = 1;
  rowOf['淼'.charCodeAt(0)] = 2;
  return {
    rowOf,
    emit: Float64Array.of(never, never, never, -1, -1, never, never, -9, never, -1, never, -9),
  };
}

function cutter(words: Record<string, number>): (text: string) => string[] {
  const counts = new Map(Object.entries(words));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const cut = createJieba({ words: buildWordTrie(counts), characters: characterModel(), total });
  return (text) => {
    const ends: number[] = [];
    cut(text, 0, text.length, ends);
    return ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
  };
}

test('the path of the highest probability is taken', () => {
  const words = { 研究: 20, 研究生: 5, 生命: 20, 命: 1, 起源: 10 };
  expect(cutter(words)('研究生命起源')).toEqual(['研究', '生命', '起源']);
  expect(cutter({ ...words, 研究生: 900, 命: 900 })('研究生命起源')).toEqual(['研究生', '命', '起源']);
});

test('what no word covers goes by the character model', () => {
  expect(cutter({ 物流: 5 })('鑫淼物流')).toEqual(['鑫淼', '物流']);
  expect(cutter({ 物流: 5 })('淼鑫物流')).toEqual(['淼', '鑫', '物流']);
});

test('single characters that make a word of the dictionary, which lost to them, stay single', () => {
  expect(cutter({ 很好: 1, 很: 1000, 好: 1000 })('很好')).toEqual(['很', '好']);
});

test('letters and digits stay together, marks and blanks stand alone', () => {
  expect(cutter({ 物流: 5 })('iphone15 物流，3.5折!')).toEqual(['iphone15', ' ', '物流', '，', '3.5', '折', '!']);
});

test('a trie knows its words and their frequencies', () => {
  const { classOf, links, counts } = buildWordTrie(
    new Map([
      ['好', 7],
      ['好评', 3],
      ['差评', 2],
    ]),
  );
  const node = (word: string): number => {
    let at = 0;
    for (const unit of word) {
      const child = links[2 * at] + classOf[unit.charCodeAt(0)];
      if (links[2 * child + 1] >> 1 !== at) return -1;
      at = child;
    }
    return at;
  };
  expect(counts[node('好')]).toBe(7);
  expect(counts[node('好评')]).toBe(3);
  expect(links[2 * node('好评') + 1] & 1).toBe(1);
  expect(links[2 * node('差') + 1] & 1).toBe(0);
  expect(node('评')).toBe(-1);
});
