import type { Problem, ProblemCode, ProblemFacts, Result } from '../errors.ts';
import { type CommentInput, defaultRatingScale, type ParsedComment, type RatingScale } from './comment.ts';
import { parseInstant } from './instant.ts';
import { limits } from './limits.ts';
import { maskPersonalData } from './pii.ts';

export interface ParseOptions {
  /** Mask personal data in the text. */
  mask: boolean;
  /** Order numbers of this shape are masked too. */
  orderNumberPattern?: RegExp;
}

/**
 * Checks what a well-typed comment means and masks personal data. All problems are listed, each with its JSON pointer.
 * The text is kept exactly as sent, apart from the mask; `occurredAt` is normalised to UTC and stays absent if absent.
 */
export function parseComment(input: CommentInput, options: ParseOptions): Result<ParsedComment> {
  const report = createReport();
  checkText(input.text, report);
  checkName(input.source, '/source', limits.nameUnits, report);
  checkName(input.externalId, '/externalId', limits.externalIdUnits, report);
  checkName(input.channel, '/channel', limits.nameUnits, report);
  checkName(input.author, '/author', limits.nameUnits, report);
  checkLanguage(input.language, report);
  checkRatings(input, report);
  checkMetadata(input.metadata, report);
  const occurredAt = checkInstant(input.occurredAt, report);
  if (report.problems.length > 0) return { ok: false, problems: report.problems };
  return { ok: true, value: assemble(input, occurredAt, options) };
}

function assemble(input: CommentInput, occurredAt: string | undefined, options: ParseOptions): ParsedComment {
  const { text, masked } = options.mask ? maskPersonalData(input.text, options) : { text: input.text, masked: [] };
  const { min, max } = input.ratingScale ?? defaultRatingScale;
  const comment: ParsedComment = { source: input.source, text, ratingScale: { min, max }, masked };
  for (const field of ['externalId', 'channel', 'language', 'author'] as const) {
    if (input[field] !== undefined) comment[field] = input[field];
  }
  if (input.rating !== undefined) comment.rating = input.rating;
  if (input.ratings !== undefined) comment.ratings = { ...input.ratings };
  if (input.metadata !== undefined) comment.metadata = { ...input.metadata };
  if (occurredAt !== undefined) comment.occurredAt = occurredAt;
  return comment;
}

interface Report {
  problems: Problem[];
  add(code: ProblemCode, pointer: string, detail: string, facts?: ProblemFacts): void;
}

function createReport(): Report {
  const problems: Problem[] = [];
  return {
    problems,
    add(code, pointer, detail, facts) {
      problems.push({ code, pointer, detail, ...facts });
    },
  };
}

const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

function checkText(text: string, report: Report): void {
  if (text.length > limits.textUnits) {
    const detail = `the text has ${text.length} UTF-16 units, ${limits.textUnits} are allowed`;
    report.add('text_too_large', '/text', detail, { values: { maximum: limits.textUnits, unit: 'characters' } });
    return;
  }
  if (!checkWellFormed(text, '/text', report)) return;
  if (!visible.test(text)) report.add('text_empty', '/text', 'the text is empty, blank or invisible');
}

function checkName(value: string | undefined, pointer: string, maximum: number, report: Report): void {
  if (value === undefined || !checkWellFormed(value, pointer, report)) return;
  if (value.length > 0 && value.length <= maximum) return;
  report.add('out_of_range', pointer, `must have 1 to ${maximum} UTF-16 units, has ${value.length}`, {
    values: { minimum: 1, maximum, unit: 'characters' },
  });
}

/** True if databases and JSON can carry the string unchanged. */
function checkWellFormed(text: string, pointer: string, report: Report): boolean {
  const position = illFormedAt(text);
  if (position < 0) return true;
  const what = text.charCodeAt(position) === 0 ? 'NUL' : 'half a surrogate pair';
  report.add('text_not_well_formed', pointer, `${what} at UTF-16 unit ${position}`, { position });
  return false;
}

/** Offset of the first NUL or lone surrogate, or −1. */
function illFormedAt(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) return i;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return i;
    i++;
  }
  return -1;
}

const languageHint = /^(?:zh(?:-(?:hans|hant))?(?:-(?:cn|sg|my|tw|hk|mo))?|en(?:-[a-z]{2})?|mixed|und)$/i;

function checkLanguage(language: string | undefined, report: Report): void {
  if (language === undefined || languageHint.test(language)) return;
  report.add('unknown_value', '/language', 'must be a tag such as zh-Hans, zh-CN, zh-Hant, zh-TW, en, mixed or und', {
    values: { value: brief(language) },
  });
}

/** Ends of a rating scale lie within ± this, so that differences stay exact enough. */
const scaleBound = 1e6;

function checkRatings(input: CommentInput, report: Report): void {
  const scale = input.ratingScale ?? defaultRatingScale;
  if (!isScale(scale)) {
    report.add('out_of_range', '/ratingScale', `must have min < max, both finite and within ±${scaleBound}`);
    return;
  }
  if (input.rating !== undefined) checkRating(input.rating, scale, '/rating', report);
  const entries = Object.entries(input.ratings ?? {});
  if (entries.length > limits.ratingsKeys) {
    report.add('too_many_keys', '/ratings', `has ${entries.length} names, ${limits.ratingsKeys} are allowed`, {
      values: { maximum: limits.ratingsKeys, unit: 'entries' },
    });
  }
  for (const [name, value] of entries) {
    const pointer = `/ratings/${escapePointer(name)}`;
    checkKey(name, limits.metadataKeyUnits, pointer, report);
    checkRating(value, scale, pointer, report);
  }
}

function isScale({ min, max }: RatingScale): boolean {
  return Math.abs(min) <= scaleBound && Math.abs(max) <= scaleBound && min < max;
}

function checkRating(value: number, { min, max }: RatingScale, pointer: string, report: Report): void {
  if (value >= min && value <= max) return;
  report.add('rating_outside_scale', pointer, `${value} is not on the scale ${min}–${max}`, {
    values: { value: String(value), minimum: min, maximum: max },
  });
}

function checkMetadata(metadata: Record<string, string> | undefined, report: Report): void {
  const entries = Object.entries(metadata ?? {});
  if (entries.length > limits.metadataKeys) {
    report.add('too_many_keys', '/metadata', `has ${entries.length} keys, ${limits.metadataKeys} are allowed`, {
      values: { maximum: limits.metadataKeys, unit: 'entries' },
    });
  }
  for (const [key, value] of entries) {
    const pointer = `/metadata/${escapePointer(key)}`;
    checkKey(key, limits.metadataKeyUnits, pointer, report);
    if (!checkWellFormed(value, pointer, report) || value.length <= limits.metadataValueUnits) continue;
    const detail = `the value has ${value.length} UTF-16 units, ${limits.metadataValueUnits} are allowed`;
    report.add('out_of_range', pointer, detail, {
      values: { maximum: limits.metadataValueUnits, unit: 'characters' },
    });
  }
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

function checkKey(key: string, maximum: number, pointer: string, report: Report): void {
  if (forbiddenKeys.has(key)) report.add('forbidden_key', pointer, 'this key is not allowed');
  else if (key.length < 1 || key.length > maximum) {
    report.add('out_of_range', pointer, `the key must have 1 to ${maximum} UTF-16 units, has ${key.length}`, {
      values: { minimum: 1, maximum, unit: 'characters' },
    });
  } else checkWellFormed(key, pointer, report);
}

function checkInstant(text: string | undefined, report: Report): string | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  report.add('invalid_format', '/occurredAt', 'must be an ISO-8601 instant with a zone, or a date that exists', {
    values: { value: brief(text) },
  });
  return undefined;
}

/** A value as problems show it: cut, but never through a character. */
export function brief(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
}

/** One segment of a JSON pointer (RFC 6901). */
export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
