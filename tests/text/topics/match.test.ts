import { describe, expect, it } from 'vitest';
import { matchTopics, type TopicFate } from '../../../src/text/topics/match.ts';

/** Words, and a range of comments. */
interface TestTopic {
  words: string[];
  from: number;
  to: number;
}
const topic = (words: string, from: number, to: number): TestTopic => ({ words: words.split(' '), from, to });

function match(before: TestTopic[], after: TestTopic[]): TopicFate[] {
  const common = (a: TestTopic, b: TestTopic) => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
  const words = (topics: TestTopic[]) => topics.map((one) => one.words);
  return matchTopics(
    words(before),
    words(after),
    before.flatMap((a) => after.map((b) => common(a, b))),
  );
}

describe('the identity of topics', () => {
  it('keeps topics under another number, with some words and members changed', () => {
    const before = [topic('物流 快递 包装', 0, 100), topic('客服 态度 退款', 100, 200)];
    const after = [topic('客服 态度 电话', 95, 205), topic('物流 快递 送货', 0, 95)];
    const fates = match(before, after);
    expect(fates).toMatchObject([
      { fate: 'kept', before: 0, after: 1 },
      { fate: 'kept', before: 1, after: 0 },
    ]);
  });

  it('tells born from split and died from merged', () => {
    const before = [topic('物流 快递', 0, 100), topic('客服 态度', 100, 200), topic('旧 事', 300, 320)];
    const split = match(before, [
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
    const merged = match(before.slice(0, 2), [topic('物流 快递', 0, 200)]);
    expect(merged).toMatchObject([
      { fate: 'kept', before: 0, after: 0 },
      { fate: 'merged', before: 1, after: 0, share: 1 },
    ]);
  });

  it('goes by the words where no comment is in both runs, and takes empty runs', () => {
    expect(match([topic('甲 乙', 0, 9)], [topic('甲 乙', 50, 60)])).toMatchObject([{ fate: 'kept', similarity: 1 }]);
    expect(match([], [topic('甲', 0, 1)])).toEqual([{ fate: 'born', after: 0 }]);
    expect(match([topic('甲', 0, 1)], [])).toEqual([{ fate: 'died', before: 0 }]);
  });
});
