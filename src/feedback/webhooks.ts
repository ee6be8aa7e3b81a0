/** What other systems are told, and how often it is tried. */

/** `data` of each holds ids and labels; the routes of the API have the rest. */
export const webhookEvents = [
  'comment.analysed',
  'review.decided',
  'issue.opened',
  'issue.changed',
  'issue.overdue',
  'conflict.flagged',
  'alert.raised',
  'topic_run.finished',
  'model.promoted',
  'report.ready',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What an endpoint can ask to be sent by hand. */
export const testEvent = 'webhook.test';

/** `full`: events about a comment carry the comment with its text and analysis, too. */
export const webhookContents = ['tags', 'full'] as const;
export type WebhookContent = (typeof webhookContents)[number];

/** `gone`: it answered 410. `failing`: nothing got through for `limits.webhookFailingDays`. */
export const disabledReasons = ['by_hand', 'gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

export interface WebhookInput {
  url: string;
  description: string;
  events: WebhookEvent[];
  content: WebhookContent;
}

export interface WebhookEndpoint extends WebhookInput {
  id: string;
  /** null while it is enabled. */
  disabled: DisabledReason | null;
  /** Since when nothing has got through; null when the last delivery did. */
  failingSince: string | null;
  createdAt: string;
  updatedAt: string;
  /** The secrets that sign, the newest first; what they are is shown when they are made. */
  secrets: { createdAt: string; expiresAt: string | null }[];
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a delivery, or a try of it, came to nothing. */
export const deliveryFailures = [
  'address_refused',
  'connection_failed',
  'tls_failed',
  'timeout',
  'answer_refused',
  'endpoint_disabled',
] as const;
export type DeliveryFailure = (typeof deliveryFailures)[number];

export interface WebhookDelivery {
  id: string;
  /** `webhook-id` of every try, the same for all endpoints. */
  eventId: string;
  event: string;
  state: DeliveryState;
  /** Since it was queued, or queued again. */
  tries: number;
  /** Of the last try. */
  status: number | null;
  failure: DeliveryFailure | null;
  createdAt: string;
  /** null when nothing is to come. */
  nextTryAt: string | null;
  endedAt: string | null;
}

export interface DeliveryAttempt {
  at: string;
  ms: number;
  status: number | null;
  failure: DeliveryFailure | null;
}

export interface DeliveryDetails extends WebhookDelivery {
  /** What is sent, but for the comment that `full` adds. */
  body: { type: string; timestamp: string; data: unknown };
  attempts: DeliveryAttempt[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses before the second try, the third, …: the schedule of the Standard Webhooks specification, 75 hours in all. */
export const retryPausesMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];
/** A pause is moved by up to this share either way, so that what failed together does not come back together. */
const jitter = 0.2;
/** A receiver cannot ask for a longer pause. */
const longestRetryAfterMs = 24 * hour;

/**
 * Milliseconds from a failed try to the next, or null after the last. `tries`: how many there were. `random`: 0..1, drawn by
 * the caller. A pause that the receiver asked for is kept when it is the longer one.
 */
export function pauseAfter(tries: number, random: number, retryAfterMs: number | null): number | null {
  const pause = retryPausesMs[tries - 1];
  if (pause === undefined) return null;
  const moved = pause * (1 + jitter * (2 * random - 1));
  return Math.round(Math.max(moved, retryAfterMs ?? 0));
}

/** Of a `Retry-After` header: seconds or an HTTP date. At most a day; null when it says nothing that can be understood. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const pause = /^\d{1,9}$/.test(header.trim()) ? Number(header) * second : Date.parse(header) - now;
  return Number.isNaN(pause) ? null : Math.min(Math.max(0, pause), longestRetryAfterMs);
}
