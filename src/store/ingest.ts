import { AppError } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import type { IngestOutcome, IngestStatus, Scope } from '../feedback/read.ts';
import { type AuditEntry, auditInsertion } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, Trx } from './database/schema.ts';
import { executeLast } from './database/sql.ts';
import { outsideWalls, withinWall } from './database/wall.ts';
import { type Answer, storeAnswers, validTickets } from './idempotency.ts';
import { storeComments } from './ingestRows.ts';
import { createIngestTurns } from './ingestTurns.ts';
import { type JobStep, takeSteps } from './jobRows.ts';

export interface IngestOptions {
  /** Idempotency ticket; `answer` is stored under it in the same transaction. */
  ticket?: string;
  answer?: (outcomes: IngestOutcome[]) => Answer;
  /** The step of an import that these comments are: it is taken in the same transaction, once. */
  step?: (outcomes: IngestOutcome[]) => JobStep;
}

type Turns = ReturnType<typeof createIngestTurns<Call>>;

interface Call {
  scope: Scope;
  comments: ParsedComment[];
  options: IngestOptions;
  resolve(outcomes: IngestOutcome[]): void;
  reject(error: unknown): void;
}

/** With more than this in line a call is refused at once: memory is bounded, and so is the wait. */
const commentsWaiting = 50_000;

/**
 * Stores comments with their tasks and answers. Calls that arrive while a transaction runs share the next one (group
 * commit: one fsync for all of them). A promise resolves once its comments are on disk.
 */
export function createIngest(writer: Db, clock: Clock, onQueued: () => void) {
  const turns = createIngestTurns<Call>();
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    for (;;) {
      // Requests that have come by now are read first: what they bring travels together.
      await new Promise((resolve) => setImmediate(resolve));
      const calls = turns.take();
      if (calls.length === 0) break;
      await commit(calls);
    }
    running = false;
  }

  async function commit(calls: Call[]): Promise<void> {
    let settled: Settled;
    try {
      const workspaceIds = calls.map(({ scope }) => scope.workspaceId);
      settled = await withinWall(workspaceIds, () =>
        inWorkspaces(writer, workspaceIds, (trx) => ingestCalls(trx, calls, clock)),
      );
    } catch (error) {
      // One bad call must not sink its neighbours.
      const disk = error instanceof AppError && error.code.startsWith('storage_');
      if (calls.length === 1 || disk) for (const call of calls) call.reject(error);
      else for (const call of calls) await commit([call]);
      return;
    }
    for (const [call, result] of settled) {
      if (result instanceof Error) call.reject(result);
      else call.resolve(result);
    }
    onQueued();
  }

  return (scope: Scope, comments: ParsedComment[], options: IngestOptions = {}): Promise<IngestOutcome[]> =>
    new Promise((resolve, reject) => {
      // The steps of a job come one after the other, and would rather wait than fail.
      if (!options.step) {
        const refusal = refuse(turns, scope);
        if (refusal) return reject(refusal);
      }
      turns.add({ scope, comments, options, resolve, reject });
      if (!running) void outsideWalls(drain);
    });
}

/** One workspace fills half of the line at most. */
function refuse(turns: Turns, { workspaceId }: Scope): AppError | null {
  if (turns.waiting() > commentsWaiting) {
    return new AppError('overloaded', 'too many comments wait to be stored', { retryAfter: 2 });
  }
  if (turns.waiting() <= commentsWaiting / 2 || turns.waiting(workspaceId) <= commentsWaiting / 2) return null;
  return new AppError('rate_limited', 'too many comments of this workspace wait to be stored', { retryAfter: 2 });
}

type Settled = [Call, IngestOutcome[] | Error][];

async function ingestCalls(trx: Trx, calls: Call[], clock: Clock): Promise<Settled> {
  const now = iso(clock());
  const settled: Settled = [];
  const good = await refuseLostTickets(trx, calls, settled);
  const lists = good.map(({ scope, comments }) => ({ workspaceId: scope.workspaceId, comments }));
  const { outcomes, rest } = await storeComments(trx, lists, clock);
  for (const [index, call] of good.entries()) settled.push([call, outcomes[index]!]);
  const steps = good.flatMap(({ scope, options: { step } }, index): [string, JobStep][] =>
    step ? [[scope.workspaceId, step(outcomes[index]!)]] : [],
  );
  // A lost step means that another run of the job did these rows: nothing of this call may stay.
  await takeSteps(trx, steps, now);
  await storeAnswers(
    trx,
    good.flatMap(({ scope, options: { ticket, answer } }, index) =>
      ticket === undefined || !answer
        ? []
        : [{ workspaceId: scope.workspaceId, ticket, answer: answer(outcomes[index]!) }],
    ),
  );
  await executeLast(trx, [...rest, ...auditInsertion(trx, auditEntries(good, outcomes), clock)]);
  return settled;
}

async function refuseLostTickets(trx: Trx, calls: Call[], settled: Settled): Promise<Call[]> {
  const tickets = calls.flatMap(({ scope, options }) =>
    options.ticket === undefined ? [] : [[scope.workspaceId, options.ticket] as const],
  );
  if (tickets.length === 0) return calls;
  const valid = await validTickets(trx, tickets);
  return calls.filter((call) => {
    const { ticket } = call.options;
    if (ticket === undefined || valid.has(ticket)) return true;
    const detail = 'this request was taken over by a repeat of itself';
    settled.push([call, new AppError('idempotency_in_progress', detail, { retryAfter: 1 })]);
    return false;
  });
}

/** One entry for all calls of an actor in this transaction. */
function auditEntries(calls: Call[], outcomes: IngestOutcome[][]): AuditEntry[] {
  const entries = new Map<string, AuditEntry & { detail: Record<IngestStatus, number> }>();
  for (const [index, { scope }] of calls.entries()) {
    const key = `${scope.workspaceId} ${scope.actor}`;
    const fresh = { scope, action: 'ingest', subject: '', detail: { created: 0, updated: 0, unchanged: 0 } };
    const entry = entries.get(key) ?? fresh;
    entries.set(key, entry);
    for (const { status } of outcomes[index]!) entry.detail[status]++;
  }
  return [...entries.values()];
}
