import type { IncomingMessage } from 'node:http';
import type { HttpConfig } from './dependencies.ts';

type Config = Pick<HttpConfig, 'publicOrigin'>;

/** Browsers keep a `__Host-` cookie to this very host, and take it over TLS only. */
function nameOf(config: Config): string {
  return isSecure(config) ? '__Host-huiyin-session' : 'huiyin-session';
}

function isSecure({ publicOrigin }: Config): boolean {
  return publicOrigin?.startsWith('https:') ?? false;
}

/** What the session cookie holds; null without one, and with several: one of them is not ours. */
export function sessionToken(request: IncomingMessage, config: Config): string | null {
  const start = `${nameOf(config)}=`;
  const parts = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  const values = parts.filter((part) => part.startsWith(start)).map((part) => part.slice(start.length));
  return values.length === 1 && /^[\w-]{1,100}$/.test(values[0]!) ? values[0]! : null;
}

/** Set-Cookie of a new session. `expiresAt` is when it ends at the latest; that it ends earlier, the server knows. */
export function sessionCookie(config: Config, token: string, expiresAt: string): string {
  return cookie(config, token, new Date(expiresAt));
}

export function noCookie(config: Config): string {
  return cookie(config, '', new Date(0));
}

/**
 * Strict: pages are the same for everybody and load what they show by themselves, so that a link from elsewhere needs no
 * cookie.
 */
function cookie(config: Config, value: string, expires: Date): string {
  const parts = [`${nameOf(config)}=${value}`, 'Path=/', `Expires=${expires.toUTCString()}`];
  return [...parts, 'HttpOnly', 'SameSite=Strict', ...(isSecure(config) ? ['Secure'] : [])].join('; ');
}
