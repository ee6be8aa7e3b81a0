import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

/** Versions of items as entity tags. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** Throws `invalid_format` for a tag that is none of ours. */
export function versionOf(etag: string, pointer: string): number {
  const digits = /^"(\d{1,15})"$/.exec(etag.trim())?.[1];
  if (digits !== undefined) return Number(digits);
  const detail = 'Not an entity tag of this resource.';
  throw new AppError('invalid_format', detail, { problems: [{ code: 'invalid_format', detail, pointer }] });
}

/** The version that `If-Match` names; null without it, or with `*`. */
export function seenVersion({ headers }: IncomingMessage): number | null {
  const tag = headers['if-match'];
  return tag === undefined || tag.trim() === '*' ? null : versionOf(tag, '/headers/if-match');
}
