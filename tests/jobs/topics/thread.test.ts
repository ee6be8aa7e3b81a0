import { afterEach, describe, expect, test } from 'vitest';
import { startTopicThread, type TopicThread } from '../../../src/jobs/topics/thread.ts';

const facts = { sentiment: null, score: null, rating: null, channel: null, day: null, leaves: [] };
const phrases = ['快递很慢，包装破损，物流停了', '客服态度好，电话回复及时', '电池耗电，屏幕清晰，手机发热'];
const comments = Array.from({ length: 300 }, (_, i) => ({ text: phrases[i % 3], facts }));

const open: TopicThread[] = [];
afterEach(async () => {
  for (const thread of open.splice(0)) await thread.close();
});

function start(): TopicThread {
  // The compiled worker: `npm test` builds it first.
  const file = new URL('../../../dist/topicWorker.js', import.meta.url);
  const thread = startTopicThread({ file, options: { segmenter: 'jieba-rs' }, workers: 2 });
  open.push(thread);
  return thread;
}

describe('a topic run in its thread', () => {
  test('takes comments in lots, tells how far it is, and answers', async () => {
    const thread = start();
    for (let from = 0; from < comments.length; from += 100) await thread.add(comments.slice(from, from + 100));
    const seen: number[] = [];
    const run = await thread.run(
      { algorithm: 'lda', k: 3, seed: 1 },
      { signal: new AbortController().signal, progress: (share) => seen.push(share) },
    );
    expect(run!.assignments.topic.length).toBe(300);
    expect(new Set(run!.assignments.topic).size).toBe(3);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(10);
  }, 60_000);

  test('is called off', async () => {
    const thread = start();
    await thread.add(comments);
    const abort = new AbortController();
    const run = thread.run(
      { algorithm: 'lda', k: 30, seed: 1 },
      { signal: abort.signal, progress: () => abort.abort() },
    );
    expect(await run).toBeNull();
  }, 60_000);

  test('says why it cannot run', async () => {
    const file = new URL('../../../dist/topicWorker.js', import.meta.url);
    const thread = startTopicThread({ file, options: { segmenter: 'jieba-rs', lexiconDir: '/nowhere' }, workers: 1 });
    open.push(thread);
    await expect(thread.add(comments.slice(0, 1))).rejects.toThrow(/nowhere/);
  }, 60_000);
});
