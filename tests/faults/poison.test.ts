import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { Ledger, violations } from './ledger.ts';
import { sendSteadily, storedComments, untilAnalysed } from './writers.ts';

const rounds = Number(process.env.FAULT_POISON ?? 1);
/** Figures of time hold on a quiet machine only; elsewhere they are printed. */
const strict = process.env.FAULT_STRICT !== undefined;
const preload = ['--require', join(packageRoot, 'tests/fixtures/poison.cjs')];
const moods = ['THROW', 'EXIT', 'HANG', 'MEMORY'];
const harmless = 300;
/** As long is the pace of the others measured before each comment that breaks its worker: the machine may do more besides than before. */
const quietSeconds = 10;
/** Until the worker that takes the place of a broken one has loaded. */
const restSeconds = 3;

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

  it('leave the others their pace while they last', { timeout: 300_000 + rounds * 240_000 }, async () => {
    const folder = temporaryFolder('poison');
    const service = await startService(folder.path, { HUIYIN_WORKERS: '2' }, preload);
    await untilReady(service);
    const ledger = new Ledger();
    const analysed = async (): Promise<number> => (await service.call('GET', '/v1/stats/summary')).body.analysed;
    /** Others analysed in a second, while `work` goes on. */
    async function paceDuring(work: () => Promise<unknown>): Promise<{ done: number; ms: number }> {
      const [before, begun] = [await analysed(), performance.now()];
      await work();
      return { done: (await analysed()) - before, ms: performance.now() - begun };
    }
    async function poison(mood: string, n: number): Promise<void> {
      const comment = { source: 'l9', externalId: `p-${mood}-${n}`, text: `客服不理人 POISON-${mood} ${n}` };
      const { body } = await service.call('POST', '/v1/comments', { comments: [comment] });
      await eventually(async () => {
        const found = await service.call('GET', `/v1/comments/${body.items[0].id}`);
        expect(found.body.state).toBe('failed');
      }, 200_000);
    }
    const add = (sum: { done: number; ms: number }, { done, ms }: typeof sum): void => {
      sum.done += done;
      sum.ms += ms;
    };
    const spent = new Map(moods.map((mood) => [mood, { done: 0, ms: 0 }]));
    async function measure(): Promise<number> {
      const quiet = { done: 0, ms: 0 };
      for (let n = 0; n < rounds; n++) {
        for (const [mood, sum] of spent) {
          await pause(restSeconds * 1000);
          add(quiet, await paceDuring(() => pause(quietSeconds * 1000)));
          add(sum, await paceDuring(() => poison(mood, n)));
        }
      }
      return quiet.done / quiet.ms;
    }
    const measured = measure();
    await sendSteadily(service, ledger, 'o', measured);
    const usual = await measured;
    await untilAnalysed(service);
    expect(
      violations(
        ledger,
        (await storedComments(service)).filter(({ state }) => state === 'analysed'),
      ),
    ).toEqual([]);
    expect(await service.stop()).toBe(0);
    folder.remove();
    const all = [...spent.values()];
    const share = (sums: { done: number; ms: number }[]): number =>
      sums.reduce((sum, { done }) => sum + done, 0) / sums.reduce((sum, { ms }) => sum + ms, 0) / usual;
    const told = [...spent].map(([mood, sum]) => `${mood.toLowerCase()} ${share([sum]).toFixed(2)}`).join(', ');
    record(
      'L9',
      `others at ${share(all).toFixed(2)} of their ${(usual * 1000).toFixed(0)}/s while one breaks its worker ` +
        `(${told}; ${(all.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(0)} s in all)`,
    );
    if (strict) expect(share(all)).toBeGreaterThanOrEqual(0.8);
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
