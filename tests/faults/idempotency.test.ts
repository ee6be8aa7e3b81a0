import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { storedComments } from './writers.ts';

const keys = Number(process.env.FAULT_KEYS ?? 20);
const copies = 200;

/** D6: parallel copies of one request are one effect, whatever the order, also over a restart. */
describe(`D6: ${copies} copies of one request, ${keys} keys`, () => {
  const folder = temporaryFolder('idempotency');
  let service: RunningService;
  beforeAll(async () => {
    service = await startService(folder.path);
  });
  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  // No external id: only the key can tell that the copies are one request.
  const bodyOf = (key: number) => ({ comments: [{ source: 'copies', text: `第${key}条，物流很快` }] });

  const send = async (key: number, body: unknown = bodyOf(key)): Promise<{ status: number; body: any }> => {
    for (;;) {
      const answer = await service.call('POST', '/v1/comments', body, { 'idempotency-key': `key-${key}` });
      if (answer.status !== 409) return answer;
      expect(answer.body.code).toBe('idempotency_in_progress');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('answers all copies alike and stores one comment a key', { timeout: 120_000 + keys * 2_000 }, async () => {
    const idOf = new Map<number, string>();
    for (let key = 0; key < keys; key++) {
      const answers = await Promise.all(Array.from({ length: copies }, () => send(key)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      const ids = new Set(answers.map(({ body }) => body.items[0].id as string));
      expect(ids.size).toBe(1);
      idOf.set(key, [...ids][0]);
    }
    expect((await storedComments(service)).length).toBe(keys);

    const reused = await send(0, bodyOf(1));
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused']);

    await service.kill();
    service = await startService(folder.path);
    for (const key of [0, keys - 1]) expect((await send(key)).body.items[0].id).toBe(idOf.get(key));
    expect((await storedComments(service)).length).toBe(keys);
    record('D6', `${keys} comments of ${keys * copies} copies under ${keys} keys, one answer each`);
  });

  it('control: without a key every copy is a comment', async () => {
    const before = (await storedComments(service)).length;
    await Promise.all([1, 2, 3].map(() => service.call('POST', '/v1/comments', bodyOf(0))));
    expect((await storedComments(service)).length).toBe(before + 3);
  });
});
