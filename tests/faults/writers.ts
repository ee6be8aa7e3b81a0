import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { adminKey, type RunningService } from '../rig/service.ts';
import { type Ledger, type StoredComment, seeded } from './ledger.ts';

const openings = [
  '物流很快',
  '客服一直没人回复',
  '包装破了',
  '房间很安静',
  'The app keeps crashing',
  '退款等了三天',
  '味道不错',
  '第三次来修了',
];
const endings = ['，希望改进', '，非常满意', '，再也不买了', '。', ', would not buy again', '，还行吧', '！'];

/**
 * Sends comments without pause until the signal or the end of the service, single, in batches and as NDJSON, and
 * notes in the ledger what was acknowledged: only what a fully read 2xx answer says.
 */
export async function writeUntilItDies(
  service: RunningService,
  ledger: Ledger,
  name: string,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const random = seeded(seed);
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)];
  for (let n = 0; !signal.aborted; ) {
    const size = pick([1, 1, 20, 200]);
    const comments = Array.from({ length: size }, () => ({
      source: 'faults',
      externalId: `${name}-${n++}`,
      text: `${pick(openings)}${pick(endings)} ${name} ${n}`,
      rating: 1 + Math.floor(random() * 5),
      channel: pick(['app', 'web', 'store']),
    }));
    for (const { externalId, text } of comments) ledger.send(externalId, text);
    try {
      if (size === 20) await sendStream(service, comments);
      else await sendBatch(service, comments);
      ledger.acknowledge(comments.map(({ externalId }) => externalId));
    } catch {
      return;
    }
  }
}

const steadyWriters = 4;
const steadyBatch = 5;
const steadyPauseMs = 200;

/** What steady writers met. */
export interface Pace {
  comments: number;
  /** Requests. */
  perSecond: number;
  p99Ms: number;
}

/**
 * Sends small batches with pauses in between, which a service has no trouble with, until the other work has ended; throws
 * when one is not acknowledged.
 */
export async function sendSteadily(
  service: RunningService,
  ledger: Ledger,
  name: string,
  meanwhile: Promise<unknown>,
): Promise<Pace> {
  const begun = performance.now();
  let over = false;
  const end = (): void => {
    over = true;
  };
  meanwhile.then(end, end);
  const times: number[] = [];
  let number = 0;
  async function write(): Promise<void> {
    while (!over) {
      const comments = Array.from({ length: steadyBatch }, () => {
        const externalId = `${name}-${number++}`;
        return { source: 'faults', externalId, text: `${openings[number % openings.length]}，${externalId}` };
      });
      for (const { externalId, text } of comments) ledger.send(externalId, text);
      const asked = performance.now();
      await sendBatch(service, comments);
      times.push(performance.now() - asked);
      ledger.acknowledge(comments.map(({ externalId }) => externalId));
      await new Promise((resolve) => setTimeout(resolve, steadyPauseMs));
    }
  }
  await Promise.all(Array.from({ length: steadyWriters }, write));
  times.sort((a, b) => a - b);
  const perSecond = times.length / ((performance.now() - begun) / 1000);
  return { comments: number, perSecond, p99Ms: times[Math.floor(times.length * 0.99)]! };
}

async function sendBatch(service: RunningService, comments: unknown[]): Promise<void> {
  const { status, body } = await service.call('POST', '/v1/comments', { comments });
  if (status !== 202 || body.created !== comments.length) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
}

async function sendStream(service: RunningService, comments: unknown[]): Promise<void> {
  const lines = comments.map((comment) => JSON.stringify(comment)).join('\n');
  const { status, body } = await service.call('POST', '/v1/comments', lines, {
    'content-type': 'application/x-ndjson',
  });
  if (status !== 202 || body.created !== comments.length) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
}

/** Sends again, under the same ids, whatever was never acknowledged. */
export async function sendTheRest(service: RunningService, ledger: Ledger): Promise<void> {
  const rest = ledger.unacknowledged;
  for (let at = 0; at < rest.length; at += 500) {
    const ids = rest.slice(at, at + 500);
    const comments = ids.map((externalId) => ({ source: 'faults', externalId, text: ledger.sent.get(externalId) }));
    const { status, body } = await service.call('POST', '/v1/comments', { comments });
    if (status !== 202 || body.rejected !== 0) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
    ledger.acknowledge(ids);
  }
}

interface ExportedComment extends StoredComment {
  id: string;
  state: string;
}

/** All comments as the service hands them out, without their analyses: of many comments they fill no one string. */
export async function storedComments(service: RunningService): Promise<ExportedComment[]> {
  const response = await fetch(`${service.url}/v1/exports?format=ndjson`, {
    headers: { authorization: `Bearer ${adminKey}` },
  });
  if (response.status !== 200 || response.body === null) throw new Error(`export answered ${response.status}`);
  const comments: ExportedComment[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as ReadableStream) })) {
    const { id, externalId, text, state } = JSON.parse(line) as ExportedComment;
    comments.push({ id, externalId, text, state });
  }
  return comments;
}

/** Resolves when nothing waits for its analysis any more. */
export async function untilAnalysed(service: RunningService, timeoutMs = 120_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { status, body } = await service.call('GET', '/v1/stats/summary');
    if (status === 200 && body.pending === 0) return;
    if (Date.now() > deadline) throw new Error(`still ${body.pending} pending after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
