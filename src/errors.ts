/** The closed list of problem codes. HTTP statuses for them live in `http/problem.ts` only. */
export const problemCodes = [
  'invalid_json',
  'invalid_encoding',
  'invalid_request',
  'unsupported_media_type',
  'not_acceptable',
  'unknown_field',
  'missing_field',
  'wrong_type',
  'out_of_range',
  'invalid_format',
  'unknown_value',
  'duplicate_value',
  'unknown_parameter',
  'unknown_taxonomy',
  'unknown_code',
  'address_refused',
  'text_empty',
  'text_too_large',
  'text_not_well_formed',
  'rating_outside_scale',
  'unsafe_integer',
  'forbidden_key',
  'too_deep',
  'too_many_keys',
  'duplicate_key',
  'batch_too_large',
  'body_too_large',
  'line_too_large',
  'upload_too_large',
  'header_too_large',
  'query_too_large',
  'file_unreadable',
  'file_refused',
  'row_invalid',
  'columns_unmapped',
  'unauthorized',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'gone',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'version_conflict',
  'precondition_required',
  'state_conflict',
  'not_claimed',
  'lease_expired',
  'held_by_another',
  'already_decided',
  'setup_done',
  'rate_limited',
  'overloaded',
  'not_ready',
  'timeout',
  'storage_full',
  'storage_failed',
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One thing that is wrong, and where: `pointer` is a JSON pointer, `position` an offset or a line in the input. */
export interface Problem {
  code: ProblemCode;
  detail: string;
  pointer?: string;
  position?: number;
}

/** An expected failure that ends a request, a job or a command. Bugs stay ordinary errors. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly problems: Problem[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { problems?: Problem[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.problems = more.problems ?? [];
    this.retryAfter = more.retryAfter;
  }
}

export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };
