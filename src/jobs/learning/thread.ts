import type { ChallengeCorpus } from '../../feedback/learning/challenge.ts';
import type { ModelFindings } from '../../feedback/learning/stored.ts';
import { startWorker, whenBroken } from '../workerThread.ts';
import type { TrainMessage, TrainNews, TrainOrder } from './messages.ts';

/** One training in a thread of its own. */
export interface TrainThread {
  /** Hands over comments, a few hundred at a time. */
  add(lot: Partial<ChallengeCorpus>): Promise<void>;
  /** Fits and measures a model and writes its files. Rejects when the thread breaks. */
  train(order: TrainOrder): Promise<ModelFindings>;
  close(): Promise<void>;
}

/** `file`: the compiled train worker, or its source when run through tsx; `options` are passed on to it. */
export function startTrainThread({ file, options }: { file: URL; options: unknown }): TrainThread {
  const worker = startWorker(file, options);
  const broken = whenBroken(worker, 'the thread of the training ended');

  const ask = (message: TrainMessage): Promise<TrainNews> => {
    const answered = new Promise<TrainNews>((resolve) => worker.once('message', resolve));
    worker.postMessage(message);
    return Promise.race([answered, broken]).then((news) => {
      if ('failure' in news) throw new Error(news.failure);
      return news;
    });
  };

  return {
    add: async (lot) => void (await ask(lot)),
    async train(order) {
      const news = await ask({ train: order });
      if (!('trained' in news)) throw new Error('the thread of the training gave no model');
      return news.trained;
    },
    close: async () => void (await worker.terminate()),
  };
}
