/** Who uses the page: a person with a session cookie, or a key that this tab holds. */
import { apiKey, call, setCsrfToken } from './client.ts';

export interface Session {
  user: { id: string; name: string; login: string; role: string };
  scopes: string[];
  workspace: { id: string; name: string; taxonomy: string };
  csrfToken: string;
}

export interface Access {
  /** null with a key. */
  session: Session | null;
}

/** The cookie itself is out of reach; this only saves a question that would be refused. */
const hint = 'signed-in';

function opened(session: Session): Access {
  setCsrfToken(session.csrfToken);
  localStorage.setItem(hint, '1');
  return { session };
}

/** The access that an earlier visit left, or null. */
export async function knownAccess(): Promise<Access | null> {
  if (apiKey.get() !== null) return { session: null };
  if (localStorage.getItem(hint) === null) return null;
  try {
    return opened(await call<Session>('/v1/session'));
  } catch {
    localStorage.removeItem(hint);
    return null;
  }
}

export async function signIn(login: string, password: string): Promise<Access> {
  return opened(await call<Session>('/v1/session', { method: 'POST', body: { login, password } }));
}

export async function acceptInvite(token: string, password: string): Promise<Access> {
  return opened(await call<Session>('/v1/session/invite', { method: 'POST', body: { token, password } }));
}

/** Keeps the key for this tab when the service knows it. */
export async function takeKey(key: string): Promise<Access> {
  apiKey.set(key);
  try {
    await call('/v1/workspace');
    return { session: null };
  } catch (error) {
    apiKey.forget();
    throw error;
  }
}

export interface SetUp {
  token: string;
  workspace: string;
  taxonomy: string;
  admin?: { login: string; name: string; password: string };
}

/** Makes the first admin, who is signed in, or the first key, which is answered. */
export async function setUp(input: SetUp): Promise<{ access: Access; key: string | null }> {
  const made = await call<Session | { key: string }>('/v1/setup', { method: 'POST', body: input });
  if ('csrfToken' in made) return { access: opened(made), key: null };
  return { access: await takeKey(made.key), key: made.key };
}

export async function signOut(): Promise<void> {
  if (apiKey.get() === null) await call('/v1/session', { method: 'DELETE' }).catch(() => {});
  apiKey.forget();
  setCsrfToken(null);
  localStorage.removeItem(hint);
}
