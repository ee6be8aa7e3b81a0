import { Webhook } from 'standardwebhooks';
import { Agent, type Dispatcher } from 'undici';
import { AppError } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import { type DeliveryFailure, retryAfterMs } from '../../feedback/webhooks.ts';
import type { AddressCheck, CheckedAddress } from './address.ts';

export interface Message {
  /** `webhook-id`. */
  id: string;
  url: string;
  /** The newest first; each signs. */
  secrets: readonly string[];
  body: string;
}

export interface Reply {
  status: number | null;
  /** null: it was taken. */
  failure: DeliveryFailure | null;
  retryAfterMs: number | null;
}

/** `stop`: the process ends, and does not wait for an answer. */
export type Send = (message: Message, stop: AbortSignal) => Promise<Reply>;

const connectMs = 5000;

/**
 * Sends one message by the Standard Webhooks specification and answers what came of it; never throws. The address is checked
 * anew each time, redirects are answers like others, no proxy is asked, and of what the receiver says only the status counts.
 */
export function createSend(check: AddressCheck, clock: () => number, timeoutMs = limits.webhookSeconds * 1000): Send {
  return async (message, stop) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]);
    let agent: Agent | null = null;
    try {
      const addresses = await check(message.url);
      agent = new Agent({
        connect: { timeout: Math.min(connectMs, timeoutMs), lookup: answering(addresses) },
        pipelining: 0,
        maxHeaderSize: limits.headerBytes,
      });
      return await post(agent, message, signal, clock);
    } catch (error) {
      return { status: null, failure: failureOf(error, signal), retryAfterMs: null };
    } finally {
      await agent?.destroy().catch(() => {});
    }
  };
}

async function post(agent: Agent, message: Message, signal: AbortSignal, clock: () => number): Promise<Reply> {
  const { protocol, host, origin, pathname, search } = new URL(message.url);
  if (!/^https?:$/.test(protocol)) throw new TypeError('no web address');
  const answer = await agent.request({
    origin,
    path: pathname + search,
    method: 'POST',
    headers: { host, 'content-type': 'application/json', 'user-agent': 'huiyin', ...signatures(message, clock()) },
    body: message.body,
    signal,
  });
  const status = answer.statusCode;
  const header = answer.headers['retry-after'];
  await readAway(answer, signal);
  return {
    status,
    failure: status >= 200 && status < 300 ? null : 'answer_refused',
    retryAfterMs: retryAfterMs(Array.isArray(header) ? header[0] : header, clock()),
  };
}

function signatures({ id, secrets, body }: Message, now: number): Record<string, string> {
  const at = new Date(Math.floor(now / 1000) * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

/** The answer counts, whatever becomes of its body. */
async function readAway(answer: Dispatcher.ResponseData, signal: AbortSignal): Promise<void> {
  await answer.body.dump({ limit: limits.webhookAnswerBytes, signal }).catch(() => {});
}

/** Names are not looked up again: the answer is what was checked. */
function answering(addresses: CheckedAddress[]) {
  type Answer = (error: null, address: string | CheckedAddress[], family?: number) => void;
  return (_host: string, options: { all?: boolean }, callback: Answer): void => {
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

function failureOf(error: unknown, signal: AbortSignal): DeliveryFailure {
  if (error instanceof AppError && error.code === 'address_refused') return 'address_refused';
  const code = (error as { code?: string }).code ?? '';
  if (signal.aborted || code.endsWith('TIMEOUT') || code === 'ETIMEDOUT') return 'timeout';
  return /CERT|SSL|TLS|SIGNATURE/.test(code) ? 'tls_failed' : 'connection_failed';
}
