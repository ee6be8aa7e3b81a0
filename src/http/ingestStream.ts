import type { IncomingMessage } from 'node:http';
import { AppError, type Problem } from '../errors.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import { limits } from '../feedback/limits.ts';
import { aborted } from './body.ts';
import { parseJson } from './json/decode.ts';
import { type Line, splitLines } from './lines.ts';
import { invalid, toAppError } from './problem.ts';
import { readComment } from './readComment.ts';
import type { RouteContext } from './route.ts';

const listedErrors = 1000;
/** A client that sends nothing for this long has gone. */
const idleMs = 30_000;

export interface StreamAnswer {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  errors: (Omit<Problem, 'position'> & { line: number })[];
  errorsOmitted: number;
}

/**
 * Stores a stream of comments, one JSON object a line, in batches: the next lines are read once the batch before is
 * on disk, so a slow disk slows the sender. When the store fails midway the problem says how far it got.
 */
export async function ingestStream(context: RouteContext, request: IncomingMessage): Promise<StreamAnswer> {
  const answer: StreamAnswer = {
    received: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    errors: [],
    errorsOmitted: 0,
  };
  const batch = createBatch(context, answer);
  let last = 0;
  try {
    for await (const line of splitLines(arriving(request), limits.lineBytes)) {
      last = line.number;
      const comment = readLine(context, line, answer);
      if (comment) await batch.add(comment, line);
    }
    await batch.flush(last);
  } finally {
    batch.release();
  }
  if (answer.received === answer.rejected) throw nothingStored(answer);
  return answer;
}

/** Comments on their way to the disk; stored when there are enough of them, or when memory is short. */
function createBatch({ services: { bodies, comments }, scope }: RouteContext, answer: StreamAnswer) {
  let waiting: ParsedComment[] = [];
  let bytes = 0;
  let taken = 0;
  let storedUpTo = 0;

  function release(): void {
    bodies.give(taken);
    taken = 0;
  }

  async function flush(line: number): Promise<void> {
    if (waiting.length > 0) {
      const outcomes = await comments.ingest(scope, waiting).catch((error) => {
        throw midway(toAppError(error), storedUpTo);
      });
      for (const { status } of outcomes) answer[status]++;
    }
    release();
    waiting = [];
    bytes = 0;
    storedUpTo = line;
  }

  async function add(comment: ParsedComment, line: Line): Promise<void> {
    const size = line.bytes?.length ?? 0;
    waiting.push(comment);
    bytes += size;
    const fits = bodies.take(size);
    if (fits) taken += size;
    if (!fits || waiting.length === limits.batchComments || bytes >= limits.batchBytes) await flush(line.number);
  }

  return { add, flush, release };
}

function midway(error: AppError, storedUpTo: number): AppError {
  const detail = `${error.message} Lines up to ${storedUpTo} are stored, the ones after it are not.`;
  return new AppError(error.code, detail, {
    cause: error.cause ?? error,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  });
}

function readLine(context: RouteContext, line: Line, answer: StreamAnswer): ParsedComment | null {
  if (line.bytes !== null && line.bytes.toString('latin1').trim() === '') return null;
  answer.received++;
  const problems: Problem[] = [];
  if (line.bytes === null) {
    problems.push({ code: 'line_too_large', detail: `A line may have ${limits.lineBytes} bytes.` });
  } else {
    try {
      const result = readComment(context.services, parseJson(line.bytes));
      if (result.ok) return result.value;
      problems.push(...result.problems);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') throw thrown;
      problems.push({ code: error.code, detail: error.message });
    }
  }
  answer.rejected++;
  for (const { position: _, ...problem } of problems) {
    if (answer.errors.length < listedErrors) answer.errors.push({ line: line.number, ...problem });
    else answer.errorsOmitted++;
  }
  return null;
}

function nothingStored(answer: StreamAnswer): AppError {
  if (answer.received === 0) return new AppError('missing_field', 'The stream holds no comment.');
  const problems = answer.errors.map(({ line, ...problem }): Problem => ({ ...problem, position: line }));
  return invalid(problems, `the lines; none of ${answer.received} could be stored`);
}

/** The bytes of the request as they come. Throws `timeout` when they stop coming, and when the client breaks off. */
async function* arriving(request: IncomingMessage): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await withDeadline(chunks.next());
    if (next.done) break;
    yield next.value;
  }
  if (!request.complete) throw aborted();
}

async function withDeadline<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('timeout', 'The stream stopped before its end.')), idleMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } catch (error) {
    throw error instanceof AppError ? error : aborted();
  } finally {
    clearTimeout(timer);
  }
}
