import { afterAll, describe, expect, it, vi } from 'vitest';
import { call, FailureError, ProblemError, unreachable } from '../../src/web/app/api/client.ts';

vi.stubGlobal('sessionStorage', { getItem: () => null });

function answering(answer: () => Promise<Response>): void {
  vi.stubGlobal('fetch', answer);
}
const failed = () => call<never>('/v1/webhooks').catch((error: FailureError) => error);

describe('a call that comes to nothing', () => {
  afterAll(() => void vi.unstubAllGlobals());

  it('keeps all that the service says of it', async () => {
    const errors = [{ code: 'out_of_range', detail: 'At most 200.', pointer: '/name', values: { maximum: 200 } }];
    const problem = { code: 'out_of_range', detail: 'At most 200.', errors, requestId: 'r' };
    answering(async () => Response.json(problem, { status: 422 }));
    const error = await failed();
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 422, message: 'At most 200.', failure: { code: 'out_of_range', errors } });
  });

  it.each([
    [502, unreachable],
    [504, unreachable],
    [500, 'unknown'],
  ])('is told by its status where something else answers: %i', async (status, code) => {
    answering(async () => new Response('<html>', { status, statusText: 'Gateway' }));
    expect(await failed()).toMatchObject({ status, failure: { code, detail: `${status} Gateway` } });
  });

  it('says that nobody answers, which is worth another try', async () => {
    answering(() => Promise.reject(new TypeError('Failed to fetch')));
    const error = await failed();
    expect(error).toBeInstanceOf(FailureError);
    expect(error).not.toBeInstanceOf(ProblemError);
    expect(error.failure).toEqual({ code: unreachable, detail: 'Failed to fetch' });
  });

  it('leaves it alone when it was called off', async () => {
    const off = new DOMException('off', 'AbortError');
    answering(() => Promise.reject(off));
    expect(await failed()).toBe(off);
  });
});
