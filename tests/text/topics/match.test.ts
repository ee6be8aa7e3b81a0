import { describe, expect, it } from 'vitest';
import { matchCounted, matchTopics, type TopicIdentity } from '../../../src/text/topics/match.ts';

const topic = (words: string, from: number, to: number): TopicIdentity => ({
  words: words.split(' '),
  members: new Set(Array.from({ length: to - from }, (_, i) => String(from + i))),
});

describe('the identity of topics', () => {
  it('keeps topics under another number, with some words and members changed', () => {
    const before = [topic('物流 快递 包装', 0, 100), topic('客服 态度 退款', 100, 200)];
    const after = [topic('客服 态度 电话', 95, 205), topic('物流 快递 送货', 0, 95)];
    const fates = matchTopics(before, after);
    expect(fates).toMatchObject([
      { fate: 'kept', before: 0, after: 1 },
      { fate: 'kept', before: 1, after: 0 },
    ]);
  });

  it('tells born from split and died from merged', () => {
    const before = [topic('物流 快递', 0, 100), topic('客服 态度', 100, 200), topic('旧 事', 300, 320)];
    const split = matchTopics(before, [
      topic('物流 快递', 0, 60),
      topic('包装 破损', 60, 100),
      topic('客服 态度', 100, 200),
      topic('新 品', 500, 600),
    ]);
    expect(split.filter(({ fate }) => fate !== 'kept')).toEqual([
      { fate: 'died', before: 2 },
      { fate: 'split', before: 0, after: 1, share: 1 },
      { fate: 'born', after: 3 },
    ]);
    const merged = matchTopics(before.slice(0, 2), [topic('物流 快递', 0, 200)]);
    expect(merged).toMatchObject([
      { fate: 'kept', before: 0, after: 0 },
      { fate: 'merged', before: 1, after: 0, share: 1 },
    ]);
  });

  it('needs no more of the members than how many moved', () => {
    const before = [topic('物流 快递', 0, 100), topic('客服 态度', 100, 200)];
    const after = [topic('客服 态度', 80, 200), topic('物流 快递', 0, 80)];
    const words = (topics: TopicIdentity[]) => topics.map((one) => one.words);
    const moved = Float64Array.from([20, 80, 100, 0]);
    expect(matchCounted(words(before), words(after), moved)).toEqual(matchTopics(before, after));
  });

  it('goes by the words where no comment is in both runs, and takes empty runs', () => {
    expect(matchTopics([topic('甲 乙', 0, 9)], [topic('甲 乙', 50, 60)])).toMatchObject([
      { fate: 'kept', similarity: 1 },
    ]);
    expect(matchTopics([], [topic('甲', 0, 1)])).toEqual([{ fate: 'born', after: 0 }]);
    expect(matchTopics([topic('甲', 0, 1)], [])).toEqual([{ fate: 'died', before: 0 }]);
  });
});
