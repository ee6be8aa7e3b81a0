import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { huiyin } from '../cli/huiyin.ts';
import { record } from '../rig/record.ts';
import { adminKey, type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { Ledger, type StoredComment, violations } from './ledger.ts';
import { storedComments, writeUntilItDies } from './writers.ts';

const rounds = Number(process.env.BACKUP_ROUNDS ?? 1);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const passphrase = 'a passphrase of the tests';

/**
 * D11: backups under full write load hold every comment that was acknowledged before they began, by both ways to make
 * them, and restore into an empty folder. Control: a copy of the database file without its log.
 */
describe(`D11: ${rounds} backups under load (replay with FAULT_SEED=${seed} BACKUP_ROUNDS=${rounds})`, () => {
  const folder = temporaryFolder('backups');
  afterAll(() => folder.remove());

  /** What is wrong with the service on this folder, given what had been acknowledged. */
  async function inspect(dataDir: string, ledger: Ledger, before: Set<string>): Promise<string[]> {
    const then = new Ledger();
    for (const [id, text] of ledger.sent) then.send(id, text);
    then.acknowledge(before);
    let service: RunningService | undefined;
    try {
      service = await startService(dataDir);
      const stored: StoredComment[] = await storedComments(service);
      return violations(then, stored);
    } catch (error) {
      return [`does not open: ${String(error)}`];
    } finally {
      await service?.stop();
    }
  }

  it('holds what was acknowledged before it began', { timeout: 600_000 + rounds * 300_000 }, async () => {
    const dataDir = join(folder.path, 'data');
    const service = await startService(dataDir);
    const ledger = new Ledger();
    const stop = new AbortController();
    const writing = [0, 1, 2, 3].map((writer) =>
      writeUntilItDies(service, ledger, `w${writer}`, seed + writer, stop.signal),
    );
    const begun = async (): Promise<Set<string>> => {
      const known = ledger.acknowledged.size;
      await expect.poll(() => ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(known + 1000);
      return new Set(ledger.acknowledged);
    };
    for (let round = 0; round < rounds; round++) {
      const ways: [string, string[], Record<string, string>][] = [
        ['service', ['--url', service.url, '--key', adminKey], { HUIYIN_BACKUP_PASSPHRASE: passphrase }],
        ['folder', ['--data-dir', dataDir], {}],
      ];
      for (const [name, where, env] of ways) {
        const file = join(folder.path, `${name}${round}.backup`);
        const before = await begun();
        const made = await huiyin(['backup', file, ...where], env);
        expect(made).toMatchObject({ code: 0, err: '' });
        const target = join(folder.path, `${name}${round}`);
        const restored = await huiyin(['restore', file, '--data-dir', target], env);
        expect(restored).toMatchObject({ code: 0, err: '' });
        expect(JSON.parse(restored.out).counts).toEqual(JSON.parse(made.out).counts);
        expect(await inspect(target, ledger, before)).toEqual([]);
        record('D11', `by the ${name}: ${before.size} acknowledged before, all there`, { seed });
      }
    }
    const list = await service.call('GET', '/v1/backups');
    expect(list.body.items).toHaveLength(Math.min(rounds, 7));

    const before = await begun();
    const plain = join(folder.path, 'plain');
    mkdirSync(plain);
    cpSync(join(dataDir, 'huiyin.db'), join(plain, 'huiyin.db'));
    stop.abort();
    await Promise.all(writing);
    expect(await service.stop()).toBe(0);
    expect(await inspect(plain, ledger, before)).not.toEqual([]);
  });
});
