import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { limits } from '../../src/feedback/limits.ts';
import { record } from '../rig/record.ts';
import { startService, temporaryFolder, untilReady } from '../rig/service.ts';

const atATime = 16;

/** A list of comments of so many bytes; the last one has no text, so that all of it is read and nothing kept. */
function bodyOf(bytes: number): string {
  const comment = `{"source":"s","text":"${'好'.repeat(2500)}"},`;
  const end = '{"source":"s"}]}';
  const count = Math.floor((bytes - 20 - end.length) / Buffer.byteLength(comment));
  const body = `{"comments":[${comment.repeat(count)}${end}`;
  return body + ' '.repeat(bytes - Buffer.byteLength(body));
}

it('I3: bodies of the largest size, many at a time, take at most four times their bytes', {
  timeout: 240_000,
}, async () => {
  const folder = temporaryFolder('body-memory');
  const service = await startService(folder.path);
  await untilReady(service);
  const status = (): string => readFileSync(`/proc/${service.child.pid}/status`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status())![1]) / 1024;
  for (const [path, bytes] of [
    ['/v1/analyze', limits.analyzeBytes],
    ['/v1/comments', limits.batchBytes],
  ] as const) {
    const body = bodyOf(bytes);
    const send = async (): Promise<number> => (await service.call('POST', path, body)).status;
    expect(await send()).toBe(422);
    // The peak begins anew.
    writeFileSync(`/proc/${service.child.pid}/clear_refs`, '5');
    const before = megabytes('VmRSS');
    for (const told of await Promise.all(Array.from({ length: atATime }, send)))
      expect([422, 429, 503]).toContain(told);
    const grown = megabytes('VmHWM') - before;
    const sent = (atATime * bytes) / 2 ** 20;
    record(
      'I3',
      `${atATime} bodies of ${bytes / 2 ** 20} MiB at once to ${path}: ${grown.toFixed(0)} MB more at the peak`,
    );
    expect(grown).toBeLessThanOrEqual(4 * sent);
  }
  expect(await service.stop()).toBe(0);
  folder.remove();
});
