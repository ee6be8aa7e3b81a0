import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { record } from '../rig/record.ts';
import { startService, temporaryFolder } from '../rig/service.ts';
import { Ledger, seeded, violations } from './ledger.ts';
import { buildShim } from './shim.ts';
import { storedComments, writeUntilItDies } from './writers.ts';

const rounds = Number(process.env.FAULT_ROUNDS ?? 4);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

/** Runs the service until the power is cut, then opens it again and compares. */
async function cutPower(
  dataDir: string,
  shim: string,
  name: string,
  afterMs: number,
  ledger: Ledger,
  lying: boolean,
): Promise<void> {
  const trigger = join(dataDir, `cut-${name}`);
  const service = await startService(dataDir, {
    LD_PRELOAD: shim,
    POWERCUT_DIR: dataDir,
    POWERCUT_TRIGGER: trigger,
    ...(lying ? { POWERCUT_LYING_DISK: '1' } : {}),
  });
  const stop = new AbortController();
  const ended = once(service.child, 'exit');
  const writing = [0, 1, 2].map((writer) =>
    writeUntilItDies(service, ledger, `${name}w${writer}`, seed + writer, stop.signal),
  );
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  writeFileSync(trigger, '');
  const [code, signal] = await ended;
  stop.abort();
  await Promise.all(writing);
  expect([code, signal]).toEqual([99, null]);
}

async function inspect(dataDir: string, ledger: Ledger): Promise<string[]> {
  try {
    const service = await startService(dataDir);
    const found = violations(ledger, await storedComments(service));
    await service.stop();
    return found;
  } catch (error) {
    return [`does not open: ${String(error)}`];
  }
}

/** D3: whatever was not synced is gone, and no acknowledged comment is among it. Control: a disk that only says it synced. */
describe(`D3: ${rounds} power cuts (replay with FAULT_SEED=${seed} FAULT_ROUNDS=${rounds})`, () => {
  const folder = temporaryFolder('powercut');
  const shim = buildShim('powercut', folder.path, 'D3');
  const random = seeded(seed);

  it.skipIf(shim === null)('loses nothing that was acknowledged', { timeout: 60_000 + rounds * 60_000 }, async () => {
    const dataDir = join(folder.path, 'data');
    mkdirSync(dataDir);
    const ledger = new Ledger();
    for (let round = 0; round < rounds; round++) {
      await cutPower(dataDir, shim!, `r${round}`, 200 + random() * 1_500, ledger, false);
      expect(await inspect(dataDir, ledger)).toEqual([]);
    }
    expect(ledger.acknowledged.size).toBeGreaterThan(0);
    record('D3', `0 lost of ${ledger.acknowledged.size} acknowledged, ${rounds} cuts`, { seed });
  });

  it.skipIf(shim === null)('control: a disk that lies about syncing is found out', { timeout: 300_000 }, async () => {
    const dataDir = join(folder.path, 'lying');
    mkdirSync(dataDir);
    const ledger = new Ledger();
    await cutPower(dataDir, shim!, 'control', 2_000, ledger, true);
    expect(ledger.acknowledged.size).toBeGreaterThan(0);
    expect(await inspect(dataDir, ledger)).not.toEqual([]);
  });
});
