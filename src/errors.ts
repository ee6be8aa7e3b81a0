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

/** Which of several things a code stands for, where a person must know which to go on. This list is closed too. */
export const problemReasons = [
  'file_empty',
  'file_gone',
  'unknown_encoding',
  'unclosed_quote',
  'row_too_long',
  'no_header',
  'old_workbook',
  'several_sheets',
  'no_web_address',
  'https_only',
  'ports_only',
  'address_with_password',
  'ends_before_begins',
  'too_many_kept',
  'too_many_groups',
  'export_too_large',
  'no_comments',
  'more_topics_than_comments',
  'job_over',
  'job_under_way',
  'import_under_way',
  'no_topics_yet',
  'name_taken',
  'code_taken',
  'login_taken',
  'person_disabled',
  'last_admin',
  'key_expired',
  'webhook_disabled',
  'not_in_force',
  'in_force',
  'no_draft',
  'nothing_to_undo',
  'not_flagged',
  'no_rating',
  'not_analysed',
  'no_report_to_compare',
  'wrong_passwords',
  'password_is_name',
  'wrong_setup_link',
  'invitation_used',
  'people_only',
  'other_session',
  'decided_by_you',
  'decided_by_another',
] as const;
export type ProblemReason = (typeof problemReasons)[number];

/** What the detail of a problem names, for whoever says it in another language. */
export interface ProblemValues {
  /** What stands there, cut for show. */
  value?: string;
  minimum?: number;
  maximum?: number;
  /** What `minimum` and `maximum` count; without it they bound a number itself. */
  unit?: 'characters' | 'entries' | 'bytes';
  /** Of a file: the line from 1, or the byte from 0. */
  line?: number;
  byte?: number;
}

/** What a code alone does not say. `position` is an offset or a line in the input. */
export interface ProblemFacts {
  position?: number;
  reason?: ProblemReason;
  values?: ProblemValues;
}

/** One thing that is wrong, and where: `pointer` is a JSON pointer. */
export interface Problem extends ProblemFacts {
  code: ProblemCode;
  detail: string;
  pointer?: string;
}

/** An expected failure that ends a request, a job or a command. Bugs stay ordinary errors. A `reason` makes it one problem. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly problems: Problem[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { problems?: Problem[]; reason?: ProblemReason | undefined; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.problems = more.problems ?? (more.reason === undefined ? [] : [{ code, detail, reason: more.reason }]);
    this.retryAfter = more.retryAfter;
  }
}

export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** Where a workspace keeps at most so many of something: `out_of_range`. */
export function tooMany(detail: string, maximum: number): AppError {
  const problem = { code: 'out_of_range', detail, reason: 'too_many_kept', values: { maximum } } as const;
  return new AppError(problem.code, detail, { problems: [problem] });
}
