import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchJob } from '../../src/web/app/api/jobEvents.ts';

const job = (state: string, done: number) => ({ id: 'j', kind: 'topics', state, progress: { done, total: 100 } });
const event = (state: string, done: number) => `event: job\ndata: ${JSON.stringify(job(state, done))}\n\n`;

/** Answers of the service, one a request. */
let answers: (() => Response)[];
let asked: string[];

function stream(...pieces: string[]): () => Response {
  return () => {
    const encoder = new TextEncoder();
    return new Response(
      new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(encoder.encode(piece));
          controller.close();
        },
      }),
    );
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return answers.shift()!();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function watched(): Promise<string[]> {
  const seen: string[] = [];
  const over = watchJob(
    'j',
    ({ state, progress }) => seen.push(`${state} ${progress.done}`),
    new AbortController().signal,
  );
  await vi.runAllTimersAsync();
  await over;
  return seen;
}

describe('the progress of a job', () => {
  it('is told event by event, wherever the stream is cut', async () => {
    const text = `: alive\n\n${event('running', 10)}${event('running', 60)}${event('succeeded', 100)}`;
    answers = [stream(text.slice(0, 30), text.slice(30, 31), text.slice(31, 150), text.slice(150))];
    expect(await watched()).toEqual(['running 10', 'running 60', 'succeeded 100']);
    expect(asked).toEqual(['/v1/jobs/j/events']);
  });

  it('goes on behind a stream that breaks, and asks for the job where it ended meanwhile', async () => {
    const down = () => {
      throw new TypeError('network');
    };
    const now = (state: string, done: number) => () => Response.json(job(state, done));
    answers = [stream(event('running', 10)), now('running', 20), down, stream(event('running', 30)), now('failed', 30)];
    expect(await watched()).toEqual(['running 10', 'running 20', 'running 30', 'failed 30']);
  });

  it('ends with what the service refuses', async () => {
    answers = [() => Response.json({ code: 'not_found', detail: 'There is no such job.' }, { status: 404 })];
    await expect(watchJob('j', () => {}, new AbortController().signal)).rejects.toThrow('There is no such job.');
  });
});
