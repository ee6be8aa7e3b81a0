import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BullQueue, createBullQueue } from '../../src/jobs/bullQueue.ts';
import { queueContract } from '../contracts/queue.ts';
import { eventually } from '../rig/eventually.ts';
import { startFaultProxy } from '../rig/faultProxy.ts';
import { hasRedis, type RedisServer, startRedis } from '../rig/redis.ts';

const never = 1e9;

describe.runIf(hasRedis('the queue on Redis'))('the queue on Redis', () => {
  let redis: RedisServer;
  const open: BullQueue[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });
  afterAll(() => redis.kill());

  const create = (prefix: string, errors: unknown[] = []): BullQueue =>
    createBullQueue({ url: redis.url, prefix, onError: (error) => errors.push(error) });
  /** Two processes' ends of one queue. */
  async function pair() {
    const prefix = randomUUID();
    const errors: unknown[] = [];
    const [sender, worker] = [create(prefix, errors), create(prefix, errors)];
    open.push(sender, worker);
    await eventually(() => expect(sender.connected() && worker.connected()).toBe(true));
    return { sender, worker, errors, prefix };
  }
  const fail = (error: unknown) => expect.fail(String(error));
  function count(queue: BullQueue): { calls: number } {
    const counted = { calls: 0 };
    queue.subscribe('a', async () => void counted.calls++, { everyMs: never, onError: fail });
    return counted;
  }
  /** Rings until it is heard: what was rung in between may be lost. */
  async function ringUntilHeard(sender: BullQueue, counted: { calls: number }): Promise<void> {
    const before = counted.calls;
    await eventually(() => {
      sender.ring('a');
      expect(counted.calls).toBeGreaterThan(before);
    });
  }

  queueContract('by the contract of queues', async () => {
    const queue = create(randomUUID());
    // Until then it rings in its own process only.
    await eventually(() => expect(queue.connected()).toBe(true));
    return queue;
  });

  test('a process at work leaves rings to the others', async () => {
    const { sender, worker } = await pair();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = 0;
    worker.subscribe(
      'a',
      async () => {
        held++;
        await gate;
      },
      { everyMs: never, onError: fail },
    );
    await eventually(() => {
      sender.ring('a');
      expect(held).toBe(1);
    });
    const other = count(sender);
    await ringUntilHeard(sender, other);
    await ringUntilHeard(sender, other);
    expect(held).toBe(1);
    release();
  });

  test('keeps at most one ring in Redis while nobody listens, and nothing afterwards', async () => {
    const { sender, worker, prefix } = await pair();
    for (let round = 0; round < 200; round++) {
      sender.ring('a');
      await new Promise(setImmediate);
    }
    // Rings are named by UUIDs.
    const rings = () => redis.command((client) => client.keys(`${prefix}:a:*-*-*`));
    await eventually(async () => expect(await rings()).toHaveLength(1));
    const counted = count(worker);
    await eventually(() => expect(counted.calls).toBeGreaterThan(0));
    await eventually(async () => expect(await rings()).toEqual([]));
  });

  test('hears again after everything in Redis was flushed', async () => {
    const { sender, worker } = await pair();
    const counted = count(worker);
    await ringUntilHeard(sender, counted);
    for (let round = 0; round < 3; round++) {
      await redis.command((client) => client.flushall());
      await ringUntilHeard(sender, counted);
    }
  });

  test('L8: neither waits nor throws without Redis, wakes its own process, and hears again when Redis is back', async () => {
    const { sender, worker, errors } = await pair();
    const counted = count(worker);
    const own = count(sender);
    for (let round = 0; round < 2; round++) {
      await redis.kill();
      await eventually(() => expect(sender.connected()).toBe(false));
      const before = own.calls;
      for (let rings = 0; rings < 1000; rings++) sender.ring('a');
      await eventually(() => expect(own.calls).toBeGreaterThan(before));
      await redis.start();
      await eventually(() => expect(sender.connected() && worker.connected()).toBe(true));
      await ringUntilHeard(sender, counted);
    }
    // Once an outage and connection, not once an attempt.
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThan(10);
  });

  test('L8: wakes its own process while Redis says nothing, and hears again afterwards', async () => {
    const { sender, worker } = await pair();
    const counted = count(worker);
    const own = count(sender);
    await redis.whileFrozen(async () => {
      const before = own.calls;
      await eventually(() => {
        sender.ring('a');
        expect(own.calls).toBeGreaterThan(before);
      });
    });
    await ringUntilHeard(sender, counted);
  });

  test('L8: keeps nobody waiting for a Redis that is slow, and is heard', async () => {
    const { worker, prefix } = await pair();
    const counted = count(worker);
    const proxy = await startFaultProxy(Number(new URL(redis.url).port));
    const errors: unknown[] = [];
    const slow = createBullQueue({
      url: `redis://127.0.0.1:${proxy.port}`,
      prefix,
      onError: (error) => errors.push(error),
    });
    await eventually(() => expect(slow.connected()).toBe(true));
    proxy.delayMs = 300;
    // Redis has answered nothing when the last one is rung, since nobody waits.
    for (let rings = 0; rings < 1000; rings++) slow.ring('a');
    expect(counted.calls).toBe(0);
    await eventually(() => expect(counted.calls).toBeGreaterThan(0));
    expect(errors).toEqual([]);
    await slow.close();
    await proxy.close();
  });

  test('L8: starts while Redis is away, looks by itself, and closes at once', async () => {
    await redis.kill();
    const queue = create(randomUUID());
    let calls = 0;
    queue.subscribe('a', async () => void calls++, { everyMs: 5, onError: fail });
    await eventually(() => expect(calls).toBeGreaterThan(2));
    await queue.close();
    const late = create(randomUUID());
    open.push(late);
    const counted = count(late);
    await redis.start();
    await eventually(() => expect(late.connected()).toBe(true));
    await ringUntilHeard(late, counted);
  });
});
