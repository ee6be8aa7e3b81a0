import { readConnection } from '../config.ts';
import { AppError, type ProblemCode } from '../errors.ts';
import type { Job } from '../feedback/read.ts';
import { UsageError } from './exit.ts';

/** How the commands speak to a running service. */
export interface Client {
  /** `body`: a form, or what is sent as JSON. */
  request(method: string, path: string, body?: FormData | object): Promise<unknown>;
  /** A file as it is. */
  download(path: string): Promise<Uint8Array>;
  /** A file as it comes, however large. */
  stream(path: string): Promise<ReadableStream>;
  /** Every change of a job until it ends. */
  follow(job: Job): AsyncGenerator<Job>;
}

export const connectionOptions = { url: { type: 'string' }, key: { type: 'string' } } as const;

/** Address and key from the command line or from the environment. */
export function createClient(given: { url?: string | undefined; key?: string | undefined }): Client {
  const fallback = readConnection(process.env);
  const url = given.url ?? fallback.url;
  const key = given.key ?? fallback.key;
  if (!URL.canParse(url)) throw new UsageError(`--url ${url}: write it as http://127.0.0.1:3000`);
  if (!key) throw new UsageError('--key or HUIYIN_KEY is needed');

  const send = async (method: string, path: string, body?: FormData | object): Promise<Response> => {
    const isJson = body !== undefined && !(body instanceof FormData);
    const headers = { authorization: `Bearer ${key}`, ...(isJson && { 'content-type': 'application/json' }) };
    const sent = isJson ? JSON.stringify(body) : body;
    const response = await fetch(new URL(path, url), { method, headers, ...(sent && { body: sent }) }).catch(
      (error) => {
        const reason = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
        throw new AppError('not_ready', `no answer from ${url}: ${reason}`);
      },
    );
    if (!response.ok) throw await toError(response);
    return response;
  };

  const request = async (method: string, path: string, body?: FormData | object): Promise<unknown> =>
    (await send(method, path, body)).json();

  return {
    request,
    download: async (path) => new Uint8Array(await (await send('GET', path)).arrayBuffer()),
    stream: async (path) => (await send('GET', path)).body!,
    async *follow(job) {
      let last = job;
      yield last;
      while (!hasEnded(last)) {
        for await (const event of readEvents(await send('GET', `/v1/jobs/${job.id}/events`))) {
          last = event;
          yield last;
        }
        if (!hasEnded(last)) last = (await request('GET', `/v1/jobs/${job.id}`)) as Job;
      }
      yield last;
    },
  };
}

export function hasEnded(job: Job): boolean {
  return job.state !== 'queued' && job.state !== 'running';
}

/** An RFC 9457 answer as the error that it speaks of. */
async function toError(response: Response): Promise<AppError> {
  const text = await response.text();
  try {
    const { code, detail, title, errors = [] } = JSON.parse(text);
    const list = errors.map((error: { pointer?: string; detail?: string }) => `${error.pointer ?? ''} ${error.detail}`);
    return new AppError(code as ProblemCode, [detail ?? title, ...list].join('; '));
  } catch {
    return new AppError('internal', `${response.status} ${response.statusText}: ${text.slice(0, 200)}`);
  }
}

/** The `job` events of a server-sent event stream; comments and other events are passed over. */
async function* readEvents(response: Response): AsyncGenerator<Job> {
  let held = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    held += decoder.decode(chunk, { stream: true }).replaceAll('\r', '');
    for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
      const job = readEvent(held.slice(0, end));
      if (job) yield job;
      held = held.slice(end + 2);
    }
  }
}

function readEvent(block: string): Job | null {
  const lines = block.split('\n');
  const valuesOf = (field: string): string[] =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart());
  const name = valuesOf('event')[0] ?? 'message';
  const data = valuesOf('data').join('\n');
  return (name === 'job' || name === 'message') && data !== '' ? JSON.parse(data) : null;
}
