import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { record } from '../rig/record.ts';
import { startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { untilAnalysed } from './writers.ts';

const day = 86_400_000;

it('L8: a clock that jumps by a day, there and back, holds nothing up', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder('clock');
  const file = join(folder.path, 'step');
  writeFileSync(file, '0');
  const preload = ['--import', join(packageRoot, 'tests/fixtures/clockStep.mjs')];
  const service = await startService(folder.path, { CLOCK_STEP: file }, preload);
  await untilReady(service);
  let number = 0;
  const put = async (count: number): Promise<void> => {
    const comments = Array.from({ length: count }, () => ({
      source: 'clock',
      externalId: `c${number++}`,
      text: '很好',
    }));
    expect((await service.call('POST', '/v1/comments', { comments })).status).toBe(202);
  };
  for (const step of [day, 0, -day, 0]) {
    await put(200);
    // The clock turns while these are being analysed.
    writeFileSync(file, String(step));
    await pause(200);
    await put(20);
    expect((await service.call('GET', '/v1/stats/summary')).status).toBe(200);
    await untilAnalysed(service, 60_000);
  }
  const { body } = await service.call('GET', '/v1/stats/summary');
  expect(body).toMatchObject({ comments: number, analysed: number, pending: 0, failed: 0 });
  expect(await service.stop()).toBe(0);
  folder.remove();
  record('L8', `4 jumps of the clock by a day: ${number} comments analysed, none held up`);
});
