import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { breathe } from '../pace.ts';
import type { Answer, RouteContext } from './route.ts';
import type { IdempotencyRecord, IdempotencyTicket } from './services.ts';

/** The caller's `Idempotency-Key`, checked, or undefined without one. */
export function idempotencyKey(context: RouteContext): string | undefined {
  const key = context.request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= limits.idempotencyKeyUnits && /^[\x21-\x7e]+$/.test(key)) return key;
  const detail = `An Idempotency-Key has 1 to ${limits.idempotencyKeyUnits} visible ASCII characters.`;
  throw new AppError('invalid_format', detail, {
    problems: [{ code: 'invalid_format', detail, pointer: '/headers/idempotency-key' }],
  });
}

/** Reserves the key for this request, or finds the answer of the same request before; undefined without a key. */
export async function beginIdempotent(context: RouteContext, content: unknown): Promise<IdempotencyTicket | undefined> {
  const key = idempotencyKey(context);
  if (key === undefined) return undefined;
  const { services, scope, principal, request } = context;
  const route = `${request.method} ${request.path}`;
  const hash = createHash('sha256').update(canonical([route, context.query ?? null]));
  for (const part of Array.isArray(content) ? content : [content]) {
    hash.update(`\n${canonical(part)}`);
    await breathe();
  }
  const { kind, id } = principal!.actor;
  const owner = kind === 'key' ? id : `${kind}:${id}`;
  return services.idempotency.begin(scope, `${owner} ${route}`, key, hash.digest('hex'));
}

/**
 * Runs a creating request once per `Idempotency-Key`: the same request again gets the stored answer. `keep` is what
 * of the body is stored, where it must not be all. A request that fails frees its key.
 */
export async function once(
  context: RouteContext,
  content: unknown,
  run: () => Promise<Answer>,
  keep: (body: unknown) => unknown = (body) => body,
): Promise<Answer> {
  const begun = await beginIdempotent(context, content);
  if (!begun) return run();
  if (begun.replay) return replayed(begun.replay);
  const { idempotency } = context.services;
  const answer = await freeing(context, begun.ticket, run);
  await idempotency.finish(context.scope, begun.ticket, {
    status: answer.status,
    body: JSON.stringify(keep(answer.body) ?? null),
  });
  return answer;
}

/** Runs what the ticket was taken for and gives the key back when it fails. */
export async function freeing<T>(context: RouteContext, ticket: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    await context.services.idempotency.abandon(context.scope, ticket);
    throw error;
  }
}

export const replayHeader = { 'Idempotency-Replayed': 'true' };

function replayed(record: IdempotencyRecord): Answer {
  return { status: record.status, body: JSON.parse(record.body), headers: replayHeader };
}

/** JSON with sorted keys: two bodies that mean the same have the same text. Depth is bounded by the body scan. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
