import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import type { RouteScope } from './route.ts';
import type { AccessService, Principal } from './services.ts';

/** Who the bearer key belongs to, or null. Keys travel in the `Authorization` header only. */
export async function authenticate(request: IncomingMessage, access: AccessService): Promise<Principal | null> {
  const key = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
  return key === undefined ? null : access.authenticate(key);
}

/** Throws `unauthorized` without a valid key and `forbidden` when it lacks the scope; `admin` holds every scope. */
export function authorize(principal: Principal | null, scope: RouteScope): void {
  if (scope === 'public') return;
  if (!principal) throw new AppError('unauthorized', 'A valid API key is needed: `Authorization: Bearer …`.');
  if (!principal.scopes.includes(scope) && !principal.scopes.includes('admin')) {
    throw new AppError('forbidden', `This needs a key with the scope "${scope}".`);
  }
}
