import type { ServerResponse } from 'node:http';
import { AppError, type Problem, type ProblemCode } from '../errors.ts';

/** The one place where a problem code gets its HTTP status. */
export const statusOf: Record<ProblemCode, number> = {
  invalid_json: 400,
  invalid_encoding: 400,
  invalid_request: 400,
  unsupported_media_type: 415,
  not_acceptable: 406,
  unknown_field: 422,
  missing_field: 422,
  wrong_type: 422,
  out_of_range: 422,
  invalid_format: 422,
  unknown_value: 422,
  duplicate_value: 422,
  unknown_parameter: 422,
  unknown_taxonomy: 422,
  unknown_code: 422,
  address_refused: 422,
  text_empty: 422,
  text_too_large: 422,
  text_not_well_formed: 422,
  rating_outside_scale: 422,
  unsafe_integer: 422,
  forbidden_key: 422,
  too_deep: 422,
  too_many_keys: 422,
  duplicate_key: 422,
  batch_too_large: 422,
  body_too_large: 413,
  line_too_large: 413,
  upload_too_large: 413,
  header_too_large: 431,
  query_too_large: 414,
  file_unreadable: 422,
  file_refused: 422,
  row_invalid: 422,
  columns_unmapped: 422,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  gone: 410,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  version_conflict: 412,
  precondition_required: 428,
  state_conflict: 409,
  not_claimed: 409,
  lease_expired: 409,
  held_by_another: 409,
  already_decided: 409,
  setup_done: 409,
  rate_limited: 429,
  overloaded: 503,
  not_ready: 503,
  timeout: 408,
  storage_full: 507,
  storage_failed: 503,
  internal: 500,
};

const retryAfterDefaults: Partial<Record<ProblemCode, number>> = {
  rate_limited: 10,
  overloaded: 1,
  not_ready: 2,
  storage_failed: 5,
  idempotency_in_progress: 1,
};

/** More entries than this are counted instead of listed, so that an answer stays readable. */
const listedProblems = 1000;

/** RFC 9457. `errors` names every offending place, `requestId` is the `X-Request-Id` of the answer. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ProblemCode;
  errors: Problem[];
  requestId: string;
}

export function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

/** Any thrown value becomes a problem; what is not an `AppError` says nothing but that it happened. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError('internal', 'Something went wrong on our side. The request id helps to find it in the log.', {
        cause: error,
      });
}

export function toProblemDocument(error: AppError, requestId: string): ProblemDocument {
  const omitted = error.problems.length - listedProblems;
  return {
    type: `urn:huiyin:problem:${error.code}`,
    title: titleOf(error.code),
    status: statusOf[error.code],
    detail: omitted > 0 ? `${error.message} (${omitted} further errors are not listed.)` : error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    errors: error.problems.slice(0, listedProblems),
    requestId,
  };
}

export function problemHeaders(error: AppError): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json; charset=utf-8' };
  const status = statusOf[error.code];
  const retryAfter = error.retryAfter ?? retryAfterDefaults[error.code];
  if (retryAfter !== undefined)
    headers['Retry-After'] = String(status === 429 || status === 503 ? spread(retryAfter) : wholeSeconds(retryAfter));
  if (error.code === 'unauthorized') headers['WWW-Authenticate'] = 'Bearer realm="huiyin"';
  return headers;
}

/** Up to half as long again and two seconds more, so that those who were refused together do not come back together. */
function spread(seconds: number): number {
  return wholeSeconds(seconds) + Math.floor(Math.random() * (seconds / 2 + 2));
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

/** Answers with the problem, unless an answer has already begun: then the connection is cut so that nobody takes the rest for whole. */
export function sendProblem(response: ServerResponse, error: AppError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(toProblemDocument(error, requestId));
  response.statusCode = statusOf[error.code];
  for (const [name, value] of Object.entries(problemHeaders(error))) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** One error for a list of problems; its code is their common one, or else the first of them in the table above. */
export function invalid(problems: Problem[], what: string): AppError {
  const codes = new Set(problems.map((problem) => problem.code));
  const first = problems[0]!;
  const detail = problems.length === 1 ? first.detail : `${problems.length} things are wrong with ${what}.`;
  return new AppError(codes.size === 1 ? first.code : strongest(codes), detail, { problems });
}

/** Mixed codes: the first in the order of the closed list, so that the answer does not depend on the order of fields. */
function strongest(codes: Set<ProblemCode>): ProblemCode {
  for (const code of Object.keys(statusOf) as ProblemCode[]) if (codes.has(code)) return code;
  return 'invalid_request';
}
