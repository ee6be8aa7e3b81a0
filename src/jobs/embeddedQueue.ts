import { createMember, type Member } from './member.ts';
import type { Queue } from './queue.ts';

/** The queue of a single process: rings are calls, of every subscriber of the topic. */
export function createEmbeddedQueue(): Queue {
  const topics = new Map<string, Set<Member>>();
  return {
    ring(topic) {
      for (const member of topics.get(topic) ?? []) void member.ring();
    },
    subscribe(topic, work, options) {
      const members = topics.get(topic) ?? new Set();
      topics.set(topic, members);
      const member = createMember(work, options);
      members.add(member);
      return {
        close() {
          members.delete(member);
          return member.close();
        },
      };
    },
    async close() {
      const members = [...topics.values()].flatMap((set) => [...set]);
      await Promise.all(members.map((member) => member.close()));
    },
  };
}
