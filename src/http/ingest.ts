import type { Result } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { CommentWithAnalysis, IngestOutcome } from '../feedback/read.ts';
import { mapInPieces } from '../pace.ts';
import { beginIdempotent, freeing, replayHeader } from './idempotency.ts';
import { invalid } from './problem.ts';
import { readComment, under } from './readComment.ts';
import type { Answer, RouteContext } from './route.ts';
import type { IdempotencyRecord } from './services.ts';

interface IngestItem {
  index: number;
  status: IngestOutcome['status'] | 'rejected';
  id?: string;
  [field: string]: unknown;
}

interface IngestAnswer {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  items: IngestItem[];
}

/** Stores the good ones of `values` in one transaction and answers for each. Nothing good at all is a problem. */
export async function ingestBatch(context: RouteContext, values: unknown[]): Promise<Answer> {
  const begun = await beginIdempotent(context, values);
  if (begun?.replay) return { status: 202, body: JSON.parse(begun.replay.body), headers: replayHeader };
  const store = () => storeBatch(context, values, begun?.ticket);
  return { status: 202, body: await (begun ? freeing(context, begun.ticket, store) : store()) };
}

async function storeBatch(context: RouteContext, values: unknown[], ticket: string | undefined): Promise<IngestAnswer> {
  const { services, scope } = context;
  const read = await mapInPieces(values, (value) => readComment(services, value));
  const good = read.flatMap((result) => (result.ok ? [result.value] : []));
  if (good.length === 0) {
    throw invalid(
      read.flatMap((result, index) => (result.ok ? [] : under(`/comments/${index}`, result.problems))),
      'the comments',
    );
  }
  const answer = (outcomes: IngestOutcome[]) => toAnswer(read, values, outcomes);
  const record = (outcomes: IngestOutcome[]): IdempotencyRecord => ({
    status: 202,
    body: JSON.stringify(answer(outcomes)),
  });
  return answer(await services.comments.ingest(scope, good, ticket === undefined ? {} : { ticket, answer: record }));
}

function toAnswer(read: Result<ParsedComment>[], values: unknown[], outcomes: IngestOutcome[]): IngestAnswer {
  let next = 0;
  const items = read.map((result, index) => {
    const item = result.ok ? stored(index, result.value, outcomes[next++]!) : rejected(index, result, values[index]);
    return item;
  });
  return { ...count(items), items };
}

function stored(index: number, comment: ParsedComment, outcome: IngestOutcome): IngestItem {
  const { externalId, masked } = comment;
  return {
    index,
    status: outcome.status,
    id: outcome.id,
    ...(externalId === undefined ? {} : { externalId }),
    revision: outcome.revision,
    ...(masked.length > 0 ? { masked } : {}),
  };
}

function rejected(index: number, result: Result<ParsedComment> & { ok: false }, value: unknown): IngestItem {
  const problems = under(`/comments/${index}`, result.problems);
  const externalId = (value as { externalId?: unknown } | null)?.externalId;
  return {
    index,
    status: 'rejected',
    ...(typeof externalId === 'string' ? { externalId } : {}),
    ...problems[0],
    errors: problems,
  };
}

function count(items: { status: IngestItem['status'] }[]): Omit<IngestAnswer, 'items'> {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  for (const item of items) counts[item.status]++;
  return counts;
}

/** Adds the analyses to an answer once they are there; 202 instead of 200 when some are not in time. */
export async function withAnalyses(context: RouteContext, answer: Answer): Promise<Answer> {
  const body = answer.body as IngestAnswer;
  const ids = body.items.flatMap((item) => (item.id === undefined ? [] : [item.id]));
  const { comments, config } = context.services;
  const found = await comments.waitForAnalyses(context.scope, ids, config.waitTimeoutMs);
  const byId = new Map(found.map((entry): [string, CommentWithAnalysis] => [entry.comment.id, entry]));
  const items = body.items.map((item) => {
    const entry = item.id === undefined ? undefined : byId.get(item.id);
    return entry ? { ...item, state: entry.comment.state, analysis: entry.analysis } : item;
  });
  const waiting = items.some((item) => item.status !== 'rejected' && (item.state ?? 'pending') === 'pending');
  return { ...answer, status: waiting ? 202 : 200, body: { ...body, items } };
}
