/** Calls the API of the service that the page came from. */

/** What the service refused, in its own words (`application/problem+json`). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const storedKey = 'key';

/** The key of this tab; it is gone when the tab is closed. */
export const apiKey = {
  get: (): string | null => sessionStorage.getItem(storedKey),
  set: (key: string): void => sessionStorage.setItem(storedKey, key),
  forget: (): void => sessionStorage.removeItem(storedKey),
};

let csrfToken: string | null = null;

/** What a session wants to see in every request that changes something; null with a key. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** JSON, or a form with a file. */
  body?: unknown;
  /** The `etag` of what is to be changed, as it was seen. */
  ifMatch?: string;
  signal?: AbortSignal;
}

/** Answers the decoded body, undefined for none. Throws `ProblemError`, or `TypeError` when the service cannot be reached. */
export async function call<T>(path: string, { method = 'GET', ...more }: CallOptions = {}): Promise<T> {
  const response = await send(path, { method, ...more });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Like `call`, with the entity tag that a change of the answer must match. */
export async function callTagged<T>(path: string, options: CallOptions = {}): Promise<{ body: T; etag: string }> {
  const response = await send(path, { method: 'GET', ...options });
  return { body: (await response.json()) as T, etag: response.headers.get('ETag') ?? '*' };
}

/** The answer as it comes; throws like `call`. */
export async function send(
  path: string,
  { method = 'GET', body, ifMatch, signal }: CallOptions = {},
): Promise<Response> {
  const headers: Record<string, string> = {};
  const key = apiKey.get();
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  if (key === null && csrfToken !== null && method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  if (ifMatch !== undefined) headers['If-Match'] = ifMatch;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    body: form || body === undefined ? body : JSON.stringify(body),
    signal,
  });
  if (response.ok) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<ProblemError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return new ProblemError(response.status, problem.code ?? 'unknown', problem.detail ?? response.statusText);
}

/** Fetches a file with the key of the tab, and hands it to the browser to save. */
export async function download(path: string): Promise<void> {
  const response = await send(path, { method: 'GET' });
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'huiyin';
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
