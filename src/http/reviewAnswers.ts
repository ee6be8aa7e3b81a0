/** What routes of review items have in common. */
import type { ReviewItem } from '../feedback/read.ts';
import { found, json, ok } from './answers.ts';
import { etagOf } from './etag.ts';
import { once } from './idempotency.ts';
import type { Answer, RouteContext } from './route.ts';
import { reviewItemSchema } from './schemas/reviews.ts';
import type { z } from './schemas/zod.ts';

export const reviewBodyBytes = 256 * 1024;
export const itemAnswer = { 200: json('The item as it is now, with its `ETag`.', reviewItemSchema) };
export const mustHold =
  'The caller must hold the item (`not_claimed`, `held_by_another`, `lease_expired`, `already_decided` otherwise, all 409). ' +
  'With `If-Match`, it must be as the caller saw it (412 otherwise).';

/** A body that may be left out. */
export function optionalBody<T extends z.ZodType>(schema: T) {
  return { json: { schema, maxBytes: reviewBodyBytes, optional: true } } as const;
}

export function itemView({ version, ...item }: ReviewItem): object {
  return { ...item, etag: etagOf(version) };
}

export function itemAnswered(item: ReviewItem): Answer {
  return { ...ok(itemView(item)), headers: { ETag: etagOf(item.version) } };
}

/** The item after something was done to it. */
export async function after(context: RouteContext<{ id: string }>, done: Promise<boolean>): Promise<Answer> {
  found(await done);
  return itemAnswered(found(await context.services.reviews.get(context.scope, context.params.id)));
}

/**
 * Acts once per `Idempotency-Key`. Only the id of the item is kept for a repeat, which gets the item as it is then: what a
 * customer wrote must not outlive its erasure. `act` answers null when there is no item.
 */
export async function onceWithItem(context: RouteContext, act: () => Promise<string | null>): Promise<Answer> {
  const { status, body, headers } = await once(context, context.body, async () => {
    const id = await act();
    return id === null ? { status: 204 } : ok({ id });
  });
  if (status === 204) return { status };
  const { id } = body as { id: string };
  const answer = itemAnswered(found(await context.services.reviews.get(context.scope, id)));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
