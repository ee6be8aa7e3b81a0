import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { storedComments, untilAnalysed } from './writers.ts';

const rounds = Number(process.env.FAULT_POISON ?? 1);
const preload = ['--require', join(packageRoot, 'tests/fixtures/poison.cjs')];
const moods = ['THROW', 'EXIT', 'HANG', 'MEMORY'];
const harmless = 300;

/** L9: a comment on which its worker breaks, ends, hangs or runs out of memory stays readable, with the reason; others go on. */
describe(`L9: ${rounds} comments of each kind that break their worker`, () => {
  async function fill(service: RunningService): Promise<void> {
    const comments = Array.from({ length: harmless }, (_, n) => ({
      source: 'l9',
      externalId: `h${n}`,
      text: `物流很慢 ${n}`,
    }));
    const poisons = Array.from({ length: rounds }, (_, n) =>
      moods.map((mood) => ({ source: 'l9', externalId: `p-${mood}-${n}`, text: `客服不理人 POISON-${mood} ${n}` })),
    ).flat();
    for (const [at, poison] of poisons.entries()) comments.splice(at * 20, 0, poison);
    const { status } = await service.call('POST', '/v1/comments', { comments });
    expect(status).toBe(202);
  }

  it('stay readable as untagged, with the reason', { timeout: 300_000 + rounds * 120_000 }, async () => {
    const folder = temporaryFolder('poison');
    const service = await startService(folder.path, { HUIYIN_WORKERS: '2' }, preload);
    await fill(service);
    await untilAnalysed(service, 240_000 + rounds * 100_000);
    const { body: summary } = await service.call('GET', '/v1/stats/summary');
    expect(summary).toMatchObject({ analysed: harmless, failed: moods.length * rounds, pending: 0 });
    const reasons = new Map<string, string>();
    const stored = await storedComments(service);
    for (const mood of moods) {
      const broken = stored.filter(({ externalId }) => externalId.startsWith(`p-${mood}`));
      expect(broken).toHaveLength(rounds);
      const { body: found } = await service.call('GET', `/v1/comments/${broken[0]!.id}`);
      expect(found).toMatchObject({ state: 'failed', analysis: null, text: expect.stringContaining('客服不理人') });
      reasons.set(mood, found.failure);
    }
    expect(reasons.get('HANG')).toBe('deadline_exceeded');
    // Those that take the places of the broken ones load for a while.
    await untilReady(service);
    const { status, body } = await service.call('POST', '/v1/analyze', { comments: [{ text: '物流很慢' }] });
    expect([status, body.results.length]).toEqual([200, 1]);
    expect(await service.stop()).toBe(0);
    folder.remove();
    const told = [...reasons].map(([mood, reason]) => `${mood.toLowerCase()}: ${reason}`).join(', ');
    record('L9', `${moods.length * rounds} comments stay readable (${told}), ${harmless} others analysed`);
  });

  it('control: a fault that hits every comment is seen', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder('poison');
    // The first comment, which the service reads before it is ready, must pass.
    const service = await startService(folder.path, {}, preload).catch(() => null);
    await service?.stop();
    await expect(startService(folder.path, { POISON_ALL: '1' }, preload)).rejects.toThrow();
    folder.remove();
  });
});
