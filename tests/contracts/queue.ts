/** What every queue must do, in one process or over many. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../../src/jobs/queue.ts';
import { eventually } from '../rig/eventually.ts';

const never = 1e9;
const fail = (error: unknown) => expect.fail(String(error));

/** `everyMs` of a test that must not live by looking. */
export function queueContract(name: string, create: () => Queue | Promise<Queue>): void {
  describe(name, () => {
    let queue: Queue;
    beforeEach(async () => {
      queue = await create();
    });
    afterEach(() => queue.close());

    test('a ring leads to a call of a subscriber of the topic, and of no other', async () => {
      const calls: string[] = [];
      const subscribe = (topic: string, who: string) =>
        queue.subscribe(topic, async () => void calls.push(who), { everyMs: never, onError: fail });
      subscribe('a', 'one');
      subscribe('b', 'two');
      queue.ring('a');
      await eventually(() => expect(calls).toEqual(['one']));
      queue.ring('nobody');
      queue.ring('b');
      await eventually(() => expect(calls).toEqual(['one', 'two']));
    });

    test('a subscriber that is at work holds no other up', async () => {
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      let calls = 0;
      const work = async () => {
        if (++calls === 1) await gate;
      };
      for (let lane = 0; lane < 2; lane++) queue.subscribe('a', work, { everyMs: never, onError: fail });
      queue.ring('a');
      await eventually(() => expect(calls).toBeGreaterThan(0));
      const before = calls;
      queue.ring('a');
      await eventually(() => expect(calls).toBeGreaterThan(before));
      open();
    });

    test('rings during a call are a call or two more, never two at a time', async () => {
      let running = 0;
      let calls = 0;
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const work = async () => {
        calls++;
        expect(++running).toBe(1);
        await gate;
        running--;
      };
      queue.subscribe('a', work, { everyMs: never, onError: fail });
      queue.ring('a');
      await eventually(() => expect(calls).toBe(1));
      for (let rings = 0; rings < 50; rings++) queue.ring('a');
      open();
      await eventually(() => expect(calls).toBeGreaterThan(1));
      await queue.close();
      // Over a network the last of them may come when the others are answered already.
      expect(calls).toBeLessThan(4);
    });

    test('a lost ring costs time only: work is looked for now and then', async () => {
      let calls = 0;
      queue.subscribe('a', async () => void calls++, { everyMs: 5, onError: fail });
      await eventually(() => expect(calls).toBeGreaterThan(2));
    });

    test('an error is reported and the next ring is heard', async () => {
      const errors: unknown[] = [];
      let calls = 0;
      const work = async () => {
        if (calls++ === 0) throw new Error('once');
      };
      queue.subscribe('a', work, { everyMs: never, onError: (error) => errors.push(error) });
      queue.ring('a');
      await eventually(() => expect(errors).toHaveLength(1));
      queue.ring('a');
      await eventually(() => expect(calls).toBe(2));
    });

    test('closing waits for the running call and begins no other', async () => {
      let ended = false;
      let calls = 0;
      const subscription = queue.subscribe(
        'a',
        async () => {
          calls++;
          await new Promise((resolve) => setTimeout(resolve, 20));
          ended = true;
        },
        { everyMs: never, onError: fail },
      );
      queue.ring('a');
      await eventually(() => expect(calls).toBe(1));
      await subscription.close();
      expect(ended).toBe(true);
      queue.ring('a');
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(calls).toBe(1);
    });
  });
}
