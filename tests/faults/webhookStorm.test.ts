import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../src/feedback/read.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createAddressCheck } from '../../src/jobs/webhooks/address.ts';
import { startDelivering } from '../../src/jobs/webhooks/deliver.ts';
import { createSend } from '../../src/jobs/webhooks/send.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';
import { type Received, say, startReceiver } from '../jobs/webhooks/receiver.ts';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { seeded } from './ledger.ts';

const events = Number(process.env.FAULT_EVENTS ?? 200);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const timeoutMs = 100;
/** Failures of one event before the receiver takes it; ten would end it. */
const mostFailures = 4;

const refusals: ((response: ServerResponse) => void)[] = [
  say(500),
  say(302, { location: 'http://127.0.0.1:1/' }),
  say(429),
  say(503),
  (response) => void response.socket?.destroy(),
];

describe(`D10: ${events} events to a receiver that fails in every way (replay with FAULT_SEED=${seed})`, () => {
  const folder = tempDir();
  const clock = createClock();
  const errors: unknown[] = [];
  let store: Store;
  let scope: Scope;
  let delivering: { close(): Promise<void> };
  beforeAll(async () => {
    store = await openTestStore(folder.path, clock);
    scope = await newWorkspace(store, 'w');
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });

  function deliver(): void {
    delivering = startDelivering({
      queue: createEmbeddedQueue(),
      work: store.webhookWork,
      comments: store.comments,
      send: createSend(createAddressCheck({ allowPrivate: true }), Date.now, timeoutMs),
      onError: (error) => errors.push(error),
      lookEveryMs: 10,
    });
  }

  /** Refuses each event up to `mostFailures` times, each time in another way. */
  function moody(random: () => number) {
    const failures = new Map<string, number>();
    const taken = new Map<string, number>();
    const answer = (response: ServerResponse, { headers }: Received): void => {
      const id = String(headers['webhook-id']);
      const before = failures.get(id) ?? 0;
      if (before < mostFailures && random() < 0.5) {
        failures.set(id, before + 1);
        const kind = random();
        // Asked for a pause, the sender gives it to everything, and waits for who does not answer: now and then is enough.
        if (kind < 0.02) say(429, { 'retry-after': '30' })(response);
        else if (kind > 0.05) refusals[Math.floor(random() * refusals.length)]!(response);
      } else {
        taken.set(id, (taken.get(id) ?? 0) + 1);
        say(200)(response);
      }
    };
    return { answer, taken };
  }

  const endpoint = { description: '', events: ['comment.analysed' as const], content: 'tags' as const };

  it('arrives at least once each, under one id, signed, and nothing at a disabled endpoint', {
    timeout: 300_000 + events * 300,
  }, async () => {
    const random = seeded(seed);
    const { answer: moodily, taken } = moody(random);
    const arrivedAt = new Map<Received, number>();
    const answer: typeof moodily = (response, message) => {
      arrivedAt.set(message, Date.now());
      moodily(response, message);
    };
    let receiver = await startReceiver(answer);
    const gone = await startReceiver(say(410));
    const { secret } = await store.webhooks.create(scope, { ...endpoint, url: receiver.url });
    const disabled = (await store.webhooks.create(scope, { ...endpoint, url: gone.url })).endpoint;
    const received: Received[] = [];
    deliver();
    await put(1);
    await eventually(async () =>
      expect(await store.webhooks.get(scope, disabled.id)).toMatchObject({ disabled: 'gone' }),
    );
    const sentToGone = gone.received.length;

    for (let at = 1; at < events; at += 100) {
      await put(Math.min(100, events - at));
      if (random() < 0.5) await restartSender();
      if (random() < 0.5) {
        received.push(...receiver.received);
        const { port } = receiver;
        await receiver.close();
        receiver = await startReceiver(answer, port);
      }
    }
    await eventuallyAll(() => taken.size);
    await delivering.close();
    received.push(...receiver.received);

    const bodies = new Map<string, string>();
    // As of when it arrived: the storm may last longer than a message counts as fresh.
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const message of received) {
      const { headers, body } = message;
      const id = String(headers['webhook-id']);
      vi.setSystemTime(arrivedAt.get(message)!);
      new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(signatureOf(secret, id, String(headers['webhook-timestamp']), body)).toBe(headers['webhook-signature']);
      expect(bodies.get(id) ?? body).toBe(body);
      bodies.set(id, body);
    }
    vi.useRealTimers();
    const told = new Set([...bodies.values()].map((body) => JSON.parse(body).data.commentId));
    expect([told.size, taken.size]).toEqual([events, events]);
    expect(gone.received).toHaveLength(sentToGone);
    expect(errors).toEqual([]);
    await receiver.close();
    await gone.close();
    const twice = [...taken.values()].filter((count) => count > 1).length;
    record('D10', `${taken.size} of ${events} arrived in ${received.length} tries, ${twice} more than once`, { seed });
  });

  async function put(count: number): Promise<void> {
    await store.comments.ingest(
      scope,
      Array.from({ length: count }, () => comment('+fast')),
    );
    await analyseAll(store);
  }

  /** As after a kill: what was on its way is not known to have arrived. */
  async function restartSender(): Promise<void> {
    await delivering.close();
    await store.close();
    store = await openTestStore(folder.path, clock);
    deliver();
  }

  /** The clock goes on by hours until nothing is missing; an endpoint that never answered for days would be disabled. */
  async function eventuallyAll(count: () => number): Promise<void> {
    for (let last = -1; count() < events; ) {
      if (count() === last) clock.advance(2 * 3_600_000);
      last = count();
      await new Promise((resolve) => setTimeout(resolve, 2 * timeoutMs));
    }
  }

  it('control: sent once, without an outbox, some never arrive', async () => {
    const { answer, taken } = moody(seeded(seed));
    const receiver = await startReceiver(answer);
    for (let n = 0; n < 50; n++) {
      const signal = AbortSignal.timeout(timeoutMs);
      const headers = { 'webhook-id': String(n) };
      await fetch(receiver.url, { method: 'POST', headers, signal, redirect: 'manual' }).catch(() => null);
    }
    expect(taken.size).toBeLessThan(50);
    await receiver.close();
  });
});

/** By the words of the specification, beside the library. */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
