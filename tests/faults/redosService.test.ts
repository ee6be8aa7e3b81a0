import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { limits } from '../../src/feedback/limits.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { attacks, loadVocabulary } from './adversarial.ts';
import { attack, probeOptions, show } from './eventLoop.ts';

const attackMs = Number(process.env.FAULT_ATTACK_MS ?? 6000);
/** I9, in CPU time of the event loop from one turn to the next: what else runs on the machine does not count. */
const barMs = 50;

/** I9: while texts that are meant to take long are read, the event loop of the service turns. */
describe('I9: an attack on the event loop', () => {
  const folder = temporaryFolder('redos');
  const probeFile = join(folder.path, 'turns.txt');
  let texts: string[];
  let service: RunningService;
  beforeAll(async () => {
    texts = attacks(await loadVocabulary(), 2, 60).map(({ text }) => text(limits.textUnits));
    service = await startService(folder.path, { HUIYIN_WORKERS: '2', LOOP_PROBE: probeFile }, probeOptions);
    await untilReady(service);
  });
  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  it.each([
    ['/v1/analyze', limits.analyzeBytes, {}, '200'],
    ['/v1/comments', limits.batchBytes, { source: 'attack' }, '202'],
  ])('through POST %s leaves it free', { timeout: attackMs + 120_000 }, async (path, maxBytes, fields, status) => {
    const bodies = bodiesOf(texts, maxBytes, fields);
    const { turns, health, statuses } = await attack(service.url, path, bodies, attackMs, probeFile);
    console.log(`I9 ${path}: /healthz ${show(health)}; answers ${JSON.stringify(statuses)}`);
    record('I9', `${path}: CPU of a turn ${show(turns)}`);
    expect(Object.keys(statuses)).toEqual([status]);
    expect(turns.p99).toBeLessThanOrEqual(barMs);
  });

  it('control: a service that answers in one piece does not pass', { timeout: 60_000 }, async () => {
    const controlFile = join(folder.path, 'control.txt');
    const script = join(packageRoot, 'tests/fixtures/blockingService.mjs');
    const child = spawn(process.execPath, [...probeOptions, script], {
      env: { PATH: process.env.PATH, LOOP_PROBE: controlFile },
    });
    try {
      const [line] = await once(child.stdout, 'data');
      const { turns, health } = await attack(/http\S+/.exec(String(line))![0], '/', ['{}'], 2000, controlFile);
      console.log(`I9 control: CPU of a turn ${show(turns)}; /healthz ${show(health)}`);
      expect(turns.p99).toBeGreaterThan(barMs);
    } finally {
      child.kill();
    }
  });
});

/** As many texts in each body as it may hold. */
function bodiesOf(texts: string[], maxBytes: number, fields: object): string[] {
  const bodies: string[] = [];
  let batch: object[] = [];
  for (const text of texts) {
    const comment = { ...fields, text, rating: 5 };
    if (Buffer.byteLength(JSON.stringify({ comments: [...batch, comment] })) > maxBytes) {
      bodies.push(JSON.stringify({ comments: batch }));
      batch = [];
    }
    batch.push(comment);
  }
  return [...bodies, JSON.stringify({ comments: batch })];
}
