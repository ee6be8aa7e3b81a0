import type { TopicAssigned } from '../../feedback/topics/model.ts';
import type { TopicRequest } from '../../feedback/topics/topic.ts';
import { startWorker, whenBroken } from '../workerThread.ts';
import type {
  FoundTopics,
  KeptModel,
  TopicComment,
  TopicNews,
  TopicOrder,
  TopicReading,
  TopicThreadData,
} from './messages.ts';

export interface TopicThreadOptions {
  /** The compiled topic worker, or its source when run through tsx. */
  file: URL;
  /** Passed on to the worker. */
  options: unknown;
  workers: number;
  /** Without: as they are. */
  reading?: TopicReading;
}

/** One topic run in a thread of its own. */
export interface TopicThread {
  /** Hands over comments, a few hundred at a time; resolves when they are read. They are numbered in this order. */
  add(comments: TopicComment[]): Promise<void>;
  /**
   * Once, after the last comment. `wordsBefore`: the top words of each topic of the previous run, null without one.
   * Null when the signal called it off. Rejects when the thread breaks.
   */
  run(
    request: TopicRequest,
    watch: { signal: AbortSignal; progress(share: number): void },
    wordsBefore?: string[][] | null,
  ): Promise<FoundTopics | null>;
  /** The model of a run that is over. Rejects when its bytes are not those that were kept. */
  load(run: string, model: KeptModel): Promise<void>;
  /** Topics of comments to come, a few hundred at a time. */
  assign(run: string, texts: string[]): Promise<TopicAssigned[]>;
  close(): Promise<void>;
}

/** Starts the thread; nothing but small messages is left to the caller's event loop. */
export function startTopicThread({
  file,
  options,
  workers,
  reading = { synonyms: [] },
}: TopicThreadOptions): TopicThread {
  const calledOff = new SharedArrayBuffer(4);
  const workerData: TopicThreadData<unknown> = { options, reading, workers, calledOff };
  const worker = startWorker(file, workerData);
  const listeners = new Set<(news: TopicNews) => void>();
  worker.on('message', (news: TopicNews) => {
    for (const listener of listeners) listener(news);
  });
  const broken = whenBroken(worker, 'the thread of the topic run ended');

  /** Sends an order and waits for the news that `answer` takes. */
  const ask = <T>(order: TopicOrder, answer: (news: TopicNews) => { value: T } | null): Promise<T> => {
    const answered = new Promise<T>((resolve, reject) => {
      const listener = (news: TopicNews): void => {
        const found = answer(news);
        if (found === null && !('failure' in news)) return;
        listeners.delete(listener);
        if (found) resolve(found.value);
        else reject(new Error((news as { failure: string }).failure));
      };
      listeners.add(listener);
    });
    worker.postMessage(order);
    return Promise.race([answered, broken]);
  };

  return {
    add: (comments) => ask({ comments }, (news) => ('read' in news ? { value: undefined } : null)),
    load: (run, model) => ask({ of: run, model }, (news) => ('loaded' in news ? { value: undefined } : null)),
    assign: (run, texts) => ask({ of: run, texts }, (news) => ('assigned' in news ? { value: news.assigned } : null)),
    async run(request, { signal, progress }, wordsBefore = null) {
      const callOff = (): void => void Atomics.store(new Int32Array(calledOff), 0, 1);
      if (signal.aborted) callOff();
      signal.addEventListener('abort', callOff, { once: true });
      try {
        return await ask({ request, wordsBefore }, (news) => {
          if ('progress' in news) progress(news.progress);
          return 'run' in news ? { value: news.run } : null;
        });
      } finally {
        signal.removeEventListener('abort', callOff);
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}
