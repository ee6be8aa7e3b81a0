/** Takes deliveries from the outbox, sends them, and keeps what came of it. */
import type { CommentWithAnalysis, Scope } from '../../feedback/read.ts';
import { type DeliveryFailure, pauseAfter, type WebhookContent } from '../../feedback/webhooks.ts';
import type { Queue, Subscription } from '../queue.ts';
import type { Reply, Send } from './send.ts';

interface ClaimedDelivery {
  workspaceId: string;
  id: string;
  endpointId: string;
  token: string;
  tries: number;
  url: string;
  secrets: string[];
  content: WebhookContent;
  event: { id: string; type: string; at: string; commentId: string | null; data: unknown };
}

/** What the store must offer for it. */
interface WebhookWork {
  claim(options: { limit: number; perEndpoint: number; busy: string[]; leaseMs: number }): Promise<ClaimedDelivery[]>;
  finish(
    delivery: ClaimedDelivery,
    outcome: {
      ms: number;
      status: number | null;
      failure: DeliveryFailure | null;
      gone: boolean;
      pauseMs: number | null;
      restMs: number | null;
    },
  ): Promise<void>;
}

export interface DeliverOptions {
  queue: Queue;
  work: WebhookWork;
  comments: { get(scope: Scope, id: string): Promise<CommentWithAnalysis | null> };
  send: Send;
  onError(error: unknown): void;
  /** Hears of every try: `delivered`, or why not. */
  onDelivered?(outcome: DeliveryFailure | 'delivered', seconds: number): void;
  /** 0..1, for the jitter of pauses. */
  random?: () => number;
  lookEveryMs?: number;
}

export const webhookTopic = 'webhooks';

const leaseMs = 60_000;
/** On their way at the same time: in all, and to one endpoint, so that a receiver that hangs holds nobody else up. */
const atOnce = 32;
const perEndpoint = 8;
const closingMs = 2000;
/** Answers that may ask for a pause of everything. */
const throttles = [429, 502, 503, 504];

/** Closing gives what is on its way a moment; what has no answer then is sent again after the next start. */
export function startDelivering(options: DeliverOptions): Subscription {
  const { queue, work, onError, lookEveryMs: everyMs = 1000 } = options;
  const underWay = new Map<Promise<void>, string>();
  const stop = new AbortController();
  let stopping = false;

  async function look(): Promise<void> {
    while (!stopping && underWay.size < atOnce) {
      const limit = atOnce - underWay.size;
      const claimed = await work.claim({ limit, perEndpoint, busy: busy(), leaseMs });
      if (claimed.length === 0) return;
      for (const delivery of claimed) take(delivery);
    }
  }

  /** An endpoint is asked again when all that was claimed for it has come back. */
  function busy(): string[] {
    return [...new Set(underWay.values())];
  }

  function take(delivery: ClaimedDelivery): void {
    const running = deliver(options, delivery, stop.signal)
      .catch(onError)
      .finally(() => {
        underWay.delete(running);
        queue.ring(webhookTopic);
      });
    underWay.set(running, delivery.endpointId);
  }

  const subscription = queue.subscribe(webhookTopic, look, { everyMs, onError });
  queue.ring(webhookTopic);
  return {
    async close() {
      stopping = true;
      await subscription.close();
      const patience = setTimeout(() => stop.abort(), closingMs);
      await Promise.all(underWay.keys());
      clearTimeout(patience);
    },
  };
}

async function deliver(
  { work, comments, send, onDelivered, random = Math.random }: DeliverOptions,
  delivery: ClaimedDelivery,
  stop: AbortSignal,
): Promise<void> {
  const { url, secrets, event } = delivery;
  const begun = performance.now();
  const body = await bodyOf(delivery, comments);
  const reply = await send({ id: event.id, url, secrets, body }, stop);
  if (stop.aborted && reply.status === null) return;
  const ms = Math.round(performance.now() - begun);
  onDelivered?.(reply.failure ?? 'delivered', ms / 1000);
  await work.finish(delivery, { ms, ...verdictOn(reply, delivery.tries, random()) });
}

function verdictOn({ status, failure, retryAfterMs }: Reply, tries: number, random: number) {
  const gone = status === 410;
  const pauseMs = failure === null || gone ? null : pauseAfter(tries, random, retryAfterMs);
  const restMs = status !== null && throttles.includes(status) && pauseMs !== null ? retryAfterMs : null;
  return { status, failure, gone, pauseMs, restMs };
}

/** `full` is the comment as it is now: what was erased meanwhile is not sent. */
async function bodyOf(
  { workspaceId, content, event }: ClaimedDelivery,
  comments: DeliverOptions['comments'],
): Promise<string> {
  const { type, at: timestamp, commentId, data } = event;
  if (content !== 'full' || commentId === null) return JSON.stringify({ type, timestamp, data });
  const found = await comments.get({ workspaceId, actor: 'system' }, commentId);
  const comment = found && { ...found.comment, analysis: found.analysis, review: found.review ?? null };
  return JSON.stringify({ type, timestamp, data: { ...(data as object), comment } });
}
