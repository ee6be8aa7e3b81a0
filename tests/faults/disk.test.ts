import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { Ledger, seeded, violations } from './ledger.ts';
import { buildShim } from './shim.ts';
import { storedComments } from './writers.ts';

const faults = Number(process.env.FAULT_DISK ?? 6);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const kinds = ['enospc', 'eio-sync', 'eio-write'] as const;
type Kind = (typeof kinds)[number] | 'swallow';

/** Sends one batch and answers what came back, or null when nothing did. */
async function send(service: RunningService, ledger: Ledger, name: string) {
  const comments = Array.from({ length: 20 }, (_, n) => ({
    source: 'faults',
    externalId: `${name}-${n}`,
    text: `第${n}单，物流很快，客服也不错 ${name}`,
  }));
  for (const { externalId, text } of comments) ledger.send(externalId, text);
  const answer = await service.call('POST', '/v1/comments', { comments }).catch(() => null);
  if (answer?.status === 202) ledger.acknowledge(comments.map(({ externalId }) => externalId));
  return answer;
}

function expectProblem(answer: { status: number; body: any; headers: Headers }, statuses: number[]): void {
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.status).toBe(answer.status);
  expect(JSON.stringify(answer.body)).not.toMatch(/SQLITE|\/tmp\//);
}

/** D5: what is acknowledged stays, whatever the disk does; what the disk refuses is a problem with its own status. */
describe(`D5: ${faults} disk faults (replay with FAULT_SEED=${seed} FAULT_DISK=${faults})`, () => {
  const folder = temporaryFolder('disk');
  afterAll(() => folder.remove());
  const shim = buildShim('diskfault', folder.path, 'D5');
  const random = seeded(seed);

  function faulty(name: string) {
    const dataDir = join(folder.path, name);
    const trigger = join(folder.path, `${name}.fault`);
    mkdirSync(dataDir);
    const env = { LD_PRELOAD: shim!, DISKFAULT_DIR: dataDir, DISKFAULT_TRIGGER: trigger };
    return {
      start: () => startService(dataDir, env),
      breakDown: (kind: Kind) => writeFileSync(trigger, kind),
      repair: () => rmSync(trigger, { force: true }),
    };
  }

  it.skipIf(!shim)(
    'loses nothing, says what is wrong, and goes on',
    { timeout: 120_000 + faults * 20_000 },
    async () => {
      const disk = faulty('faults');
      const ledger = new Ledger();
      const count = { enospc: 0, 'eio-sync': 0, 'eio-write': 0 };
      let service = await disk.start();
      for (let round = 0; round < faults; round++) {
        const kind = kinds[round % kinds.length]!;
        expect((await send(service, ledger, `r${round}before`))?.status).toBe(202);
        await pause(random() * 200);
        const ended = once(service.child, 'exit');
        disk.breakDown(kind);
        const answer = await send(service, ledger, `r${round}during`);
        if (kind === 'enospc') {
          expectProblem(answer!, [507]);
          expect((await service.call('GET', '/v1/comments?limit=5')).status).toBe(200);
          expect((await service.call('GET', '/v1/stats/summary')).status).toBe(200);
          disk.repair();
          await eventually(async () => expect((await send(service, ledger, `r${round}after`))?.status).toBe(202));
        } else {
          // The answer may be lost with the process, but a success it is not.
          if (answer !== null) expectProblem(answer, [503]);
          const [code] = await ended;
          expect(code).not.toBe(0);
          disk.repair();
          service = await disk.start();
        }
        count[kind]++;
      }
      expect(violations(ledger, await storedComments(service))).toEqual([]);
      expect(await service.stop()).toBe(0);
      const size = `${count.enospc} ENOSPC, ${count['eio-sync']} EIO of a sync, ${count['eio-write']} EIO of a write`;
      record('D5', `0 lost of ${ledger.acknowledged.size}, ${size}`, { seed });
    },
  );

  it('a full file system of its own is survived, and space again heals', { timeout: 300_000 }, async () => {
    const mount = join(folder.path, 'small');
    mkdirSync(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      const line =
        'D5 on a small tmpfs was not run: it needs the right to mount. To run it: as root, npm run reliability';
      console.warn(line);
      return;
    }
    try {
      const ballast = join(mount, 'ballast');
      writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
      const service = await startService(join(mount, 'data'));
      const ledger = new Ledger();
      let answer = await send(service, ledger, 'w');
      for (let n = 0; answer?.status === 202; n++) answer = await send(service, ledger, `w${n}`);
      expectProblem(answer!, [507]);
      expect((await service.call('GET', '/v1/comments?limit=5')).status).toBe(200);
      rmSync(ballast);
      await eventually(async () => expect((await send(service, ledger, 'again'))?.status).toBe(202));
      expect(violations(ledger, await storedComments(service))).toEqual([]);
      await service.kill();
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });

  it.skipIf(!shim)('control: a layer that swallows the error is found out', { timeout: 120_000 }, async () => {
    const disk = faulty('swallow');
    const ledger = new Ledger();
    const service = await disk.start();
    await send(service, ledger, 'before');
    disk.breakDown('swallow');
    for (let n = 0; n < 5; n++) await send(service, ledger, `during${n}`);
    await service.kill();
    disk.repair();
    const found = await disk
      .start()
      .then(async (again) => {
        const wrong = violations(ledger, await storedComments(again));
        await again.stop();
        return wrong;
      })
      .catch((error) => [String(error)]);
    expect(ledger.acknowledged.size).toBeGreaterThan(20);
    expect(found).not.toEqual([]);
  });
});
