/** Calls the API of the service that the page came from. */
import type { JobProblem } from '../../../feedback/read.ts';

/** What came to nothing, and by which code; `kind` of work where the code means something of its own there. */
export interface Failure extends Omit<JobProblem, 'detail'> {
  kind?: string | undefined;
  detail: string | null;
  /** Of a request: every offending place, as JSON pointers. */
  errors?: (JobProblem & { pointer?: string })[];
}

/** The code for a service that gives no answer of its own; the API has no such code. */
export const unreachable = 'unreachable';

/** A failure as an error. Its message is the detail of the API; `FailureShown` says it in the language of the page. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail ?? failure.code);
    this.failure = failure;
  }
}

/** What the service refused (`application/problem+json`). */
export class ProblemError extends FailureError {
  readonly status: number;

  constructor(status: number, failure: Failure) {
    super(failure);
    this.status = status;
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

/** Answers the decoded body, undefined for none. Throws `ProblemError`, or `FailureError` when the service cannot be reached. */
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
  }).catch((error) => {
    // That is how a browser says that nobody answers; who calls a request off gets an error of another kind.
    throw error instanceof TypeError ? new FailureError({ code: unreachable, detail: error.message }) : error;
  });
  if (response.ok) return response;
  throw await problemOf(response);
}

/** Whatever stands between, such as a proxy, answers in a form of its own when it cannot reach the service. */
async function problemOf(response: Response): Promise<ProblemError> {
  const { status, statusText } = response;
  const problem = (await response.json().catch(() => null)) as (Failure & { code?: string }) | null;
  if (problem?.code !== undefined) return new ProblemError(status, problem);
  const code = status >= 502 && status <= 504 ? unreachable : 'unknown';
  return new ProblemError(status, { code, detail: `${status} ${statusText}` });
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
