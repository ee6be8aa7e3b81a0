/** Gives comments that come after a topic run their topics, without fitting again. */
import type { Queue, Subscription } from '../queue.ts';
import type { CurrentRun, JobStore, PendingTopics } from '../store.ts';
import type { TopicThread } from './thread.ts';

export interface AssigningOptions {
  queue: Queue;
  store: Pick<JobStore, 'topicPending' | 'topicAssignments' | 'topicRuns'>;
  openThread: () => TopicThread;
  onError(error: unknown): void;
  /** True when this process is to do it: one is enough. */
  onDuty?(name: string): Promise<boolean>;
  everyMs?: number;
  /** The thread is closed when nothing came for so long: it holds a dictionary and models. */
  idleMs?: number;
  /** Pause between two looks for runs whose figures have changed: until then they are counted for whoever reads them. */
  settleMs?: number;
}

const topic = 'assign topics';
const commentsAtOnce = 500;
/** Failures in a row after which a batch is left without topics: a comment that breaks its reader must not hold up all others. */
const tries = 3;
/** UTF-16 units of text from which on a message takes no further comment. */
const messageUnits = 200_000;

/** Looks for comments that wait every `everyMs`. Closing waits for the batch in hand; what is not done waits in the store. */
export function startAssigning(options: AssigningOptions): Subscription {
  const { queue, store, onError, everyMs = 1000, idleMs = 30_000, settleMs = 30_000 } = options;
  const desk = createDesk(options);
  let stopping = false;
  let idleSince = performance.now();
  let settledAt = performance.now();

  async function work(): Promise<void> {
    if (options.onDuty && !(await options.onDuty(topic))) return desk.close();
    for (;;) {
      const pending = stopping ? null : await store.topicPending.next(commentsAtOnce);
      if (!pending) break;
      await desk.assign(pending);
      idleSince = performance.now();
    }
    if (stopping) return;
    if (performance.now() - idleSince > idleMs) await desk.close();
    if (performance.now() - settledAt < settleMs) return;
    while (!stopping && (await store.topicRuns.settle()));
    settledAt = performance.now();
  }

  const subscription = queue.subscribe(topic, work, { everyMs, onError });
  return {
    async close() {
      stopping = true;
      await subscription.close();
      await desk.close();
    },
  };
}

/** A thread and the runs that it knows. */
function createDesk({ store, openThread, onError }: AssigningOptions) {
  let thread: TopicThread | null = null;
  let known = new Set<string>();
  /** Runs whose model cannot be read: told once. */
  const damaged = new Set<string>();
  let failures = 0;

  async function close(): Promise<void> {
    const open = thread;
    thread = null;
    known = new Set();
    await open?.close();
  }

  /** Null when the run is gone or damaged. */
  async function threadFor({ scope }: PendingTopics, { id }: CurrentRun): Promise<TopicThread | null> {
    if (damaged.has(id)) return null;
    thread ??= openThread();
    if (known.has(id)) return thread;
    const model = await store.topicPending.model(scope, id);
    if (!model) return null;
    try {
      await thread.load(id, model);
    } catch (error) {
      damaged.add(id);
      onError(error);
      return null;
    }
    known.add(id);
    return thread;
  }

  async function assignTo(pending: PendingTopics, run: CurrentRun): Promise<void> {
    const wanting = await store.topicPending.wanting(pending.scope, run, pending.commentIds);
    const ready = wanting.length === 0 ? null : await threadFor(pending, run);
    if (!ready) return;
    for (const lot of inLots(wanting)) {
      const found = await ready.assign(
        run.id,
        lot.map(({ text }) => text),
      );
      const assignments = found.map((assigned, i) => ({ commentId: lot[i].id, ...assigned }));
      await store.topicAssignments.assignLater(pending.scope, run.id, assignments);
    }
  }

  return {
    async assign(pending: PendingTopics): Promise<void> {
      try {
        for (const run of await store.topicPending.currentRuns(pending.scope)) await assignTo(pending, run);
        failures = 0;
      } catch (error) {
        // A thread that broke takes no further order.
        await close();
        if (++failures < tries) throw error;
        failures = 0;
        onError(error);
      }
      await store.topicPending.done(pending);
    },
    close,
  };
}

function inLots<T extends { text: string }>(comments: T[]): T[][] {
  const lots: T[][] = [];
  let units = messageUnits;
  for (const comment of comments) {
    if (units >= messageUnits) {
      lots.push([]);
      units = 0;
    }
    lots.at(-1)!.push(comment);
    units += comment.text.length;
  }
  return lots;
}
