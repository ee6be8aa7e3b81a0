import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { AppError } from '../errors.ts';
import type { OpenSession } from '../feedback/read.ts';
import type { HttpConfig } from './dependencies.ts';

type Config = Pick<HttpConfig, 'publicOrigin'>;

/**
 * For what a session may change: browsers send its cookie along with what other pages make them do. Throws `forbidden`
 * unless the request says that it comes from a page of ours and holds the token that only such a page can read.
 */
export function refuseForgery(request: Request, session: OpenSession, config: Config): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.headers.origin === undefined && request.headers['sec-fetch-site'] === undefined) throw foreign();
  requireOwnPage(request, config);
  const token = request.headers['x-csrf-token'];
  if (typeof token !== 'string' || !same(token, session.csrfToken)) {
    throw new AppError('forbidden', 'The header X-CSRF-Token must hold the `csrfToken` of GET /v1/session.', {
      reason: 'other_session',
    });
  }
}

/** Throws `forbidden` when a browser says that another page sent this; programs say nothing. */
export function requireOwnPage({ headers }: Request, { publicOrigin }: Config): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw foreign();
  if (headers.origin === undefined) return;
  const own = publicOrigin === null ? hostOf(headers.origin) === headers.host : headers.origin === publicOrigin;
  if (!own) throw foreign();
}

/** Of an origin, with its port; undefined for `null` and what else is none. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
}

function foreign(): AppError {
  return new AppError('forbidden', 'This comes from a page of another site, or does not say where from.');
}

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
