import { describe, expect, test } from 'vitest';
import { loadStages } from '../../src/artefacts/stages.ts';
import { createAnalyser } from '../../src/feedback/analyse.ts';

const stages = await loadStages({ segmenter: 'jieba' });
if (!stages.ok) throw new Error(stages.problems.map(({ detail }) => detail).join('\n'));
const analyser = createAnalyser(stages.value);
const words = ['投诉', '失望', '满意', '退款', 'complaint', 'complaints', 'disappointed'];
const found = (text: string) => analyser.watch([text], words)[0]!.map(({ word }) => word);

/** Pairs: the word is denied, the word is meant. All written for these tests. */
const pairs: [word: string, denied: string, meant: string][] = [
  ['投诉', '没有投诉', '有投诉'],
  ['投诉', '住了一周，没有投诉', '没有办法，只能投诉'],
  ['投诉', '没投诉过', '没办法只能投诉'],
  ['投诉', '从来没有投诉过这家店', '从来没有人处理过我的投诉'],
  ['投诉', '没有收到任何投诉', '没有回应我的投诉'],
  ['投诉', '到现在还没有接到投诉', '到现在还没有解决，投诉到底'],
  ['投诉', '我不想投诉', '我不想忍了，要投诉'],
  ['投诉', '不会投诉的', '不给退我就投诉'],
  ['投诉', '没必要投诉', '有必要投诉'],
  ['投诉', '无需投诉', '再不发货就投诉'],
  ['投诉', '未发生投诉', '发生了投诉'],
  ['投诉', '零投诉', '投诉了一次'],
  ['投诉', '這次沒有投訴', '這次我要投訴'],
  ['投诉', '没​有投诉', '我要投​诉'],
  ['投诉', '并没有投诉的意思', '不得不投诉'],
  ['投诉', '没有人投诉', '没有人受理投诉'],
  ['投诉', '不投诉', '不投诉不行'],
  ['投诉', '没有投诉', '不是没有投诉'],
  ['投诉', '没有投诉。', '没有退款。我要投诉。'],
  ['失望', '没有让我失望', '太让我失望'],
  ['失望', '没让人失望', '特别失望'],
  ['失望', '从未令人失望', '难道还不失望吗'],
  ['失望', '一点也不失望', '有一点失望'],
  ['失望', '并不是很失望', '真的很失望，不会再来'],
  ['失望', '不失望', '不好意思，我很失望'],
  ['满意', '不满意', '满意'],
  ['满意', '不是很满意', '非常满意'],
  ['满意', '说不上满意', '没有不满意的地方'],
  ['complaints', 'No complaints at all', 'My complaints were ignored'],
  ['complaints', 'I have never had any complaints', 'They never answered my complaints'],
  ['disappointed', 'I was not disappointed', 'I was so disappointed'],
  ['disappointed', "We weren't really disappointed", 'Not cheap, and I am disappointed'],
];

describe.each(pairs)('%s', (word, denied, meant) => {
  test(`is denied: ${denied}`, () => expect(found(denied)).not.toContain(word));
  test(`is meant: ${meant}`, () => expect(found(meant)).toContain(word));
});

test('Latin words match as a whole', () => {
  expect(found('complaintsbook')).toEqual([]);
  expect(found('COMPLAINT!')).toEqual(['complaint']);
});

test('spans are those of the text as it was sent', () => {
  const text = '客服​很差，我要投​訴';
  const [one] = analyser.watch([text], ['投诉']).flat();
  expect(text.slice(one!.start, one!.end)).toBe('投​訴');
});

test('the first occurrence that is meant counts', () => {
  const text = '之前没有投诉，现在我要投诉';
  expect(analyser.watch([text], ['投诉'])[0]).toEqual([{ word: '投诉', start: 11, end: 13 }]);
});
