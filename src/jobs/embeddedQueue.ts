import type { Queue, Subscription } from './queue.ts';

interface Member extends Subscription {
  ring(): void;
}

/** The queue of a single process: rings are calls. */
export function createEmbeddedQueue(): Queue {
  const topics = new Map<string, Set<Member>>();
  return {
    ring(topic) {
      for (const member of topics.get(topic) ?? []) member.ring();
    },
    subscribe(topic, work, { everyMs, onError }) {
      const members = topics.get(topic) ?? new Set();
      topics.set(topic, members);
      const member = createMember(work, everyMs, onError, () => members.delete(member));
      members.add(member);
      return member;
    },
    async close() {
      const members = [...topics.values()].flatMap((set) => [...set]);
      await Promise.all(members.map((member) => member.close()));
    },
  };
}

function createMember(
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
  onClose: () => void,
): Member {
  let rung = false;
  let closed = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (rung && !closed) {
      rung = false;
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    }
    running = null;
  }
  function ring(): void {
    rung = true;
    if (!running && !closed) running = Promise.resolve().then(run);
  }

  const timer = setInterval(ring, everyMs);
  return {
    ring,
    async close() {
      closed = true;
      clearInterval(timer);
      onClose();
      await running;
    },
  };
}
