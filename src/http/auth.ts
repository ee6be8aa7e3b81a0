import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { sessionToken } from './cookies.ts';
import type { HttpConfig } from './dependencies.ts';
import type { RouteScope } from './route.ts';
import type { AccessService, Principal, SessionService } from './services.ts';

interface Doors {
  access: AccessService;
  sessions: SessionService;
  config: Pick<HttpConfig, 'publicOrigin'>;
}

/**
 * Whose the request is, or null: the owner of the bearer key, or who is signed in. Keys travel in the `Authorization`
 * header only; where there is one, a cookie counts for nothing.
 */
export async function authenticate(request: IncomingMessage, doors: Doors): Promise<Principal | null> {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const key = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header)?.[1];
    return key === undefined ? null : doors.access.authenticate(key);
  }
  const token = sessionToken(request, doors.config);
  return token === null ? null : doors.sessions.authenticate(token);
}

/** Throws `unauthorized` without a key or a session and `forbidden` when it lacks the scope; `admin` holds every scope. */
export function authorize(principal: Principal | null, scope: RouteScope): void {
  if (scope === 'public') return;
  if (!principal) {
    throw new AppError('unauthorized', 'Sign in, or send a valid API key: `Authorization: Bearer …`.');
  }
  if (scope === 'user') {
    if (!principal.session)
      throw new AppError('forbidden', 'This is for people who are signed in, not for keys.', { reason: 'people_only' });
    return;
  }
  if (!principal.scopes.includes(scope) && !principal.scopes.includes('admin')) {
    throw new AppError('forbidden', `This needs the scope "${scope}".`);
  }
}
