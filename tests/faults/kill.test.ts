import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { eventually } from '../rig/eventually.ts';
import { record } from '../rig/record.ts';
import { startService, temporaryFolder } from '../rig/service.ts';
import { Ledger, seeded, violations } from './ledger.ts';
import { sendTheRest, storedComments, untilAnalysed, writeUntilItDies } from './writers.ts';

const rounds = Number(process.env.FAULT_ROUNDS ?? 5);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const writers = 4;
const longestLifeMs = 2_000;

/**
 * D1: SIGKILL at random points of ingest and analysis. No acknowledged comment is lost, doubled or altered, none has two
 * analyses, and the work goes on where it stopped. Control: a store that answers before it commits.
 */
describe(`D1: ${rounds} SIGKILLs (replay with FAULT_SEED=${seed} FAULT_ROUNDS=${rounds})`, () => {
  it('loses, doubles and alters nothing', { timeout: 60_000 + rounds * 40_000 }, async () => {
    const folder = temporaryFolder('kill');
    const random = seeded(seed);
    const ledger = new Ledger();
    for (let round = 0; round < rounds; round++) {
      const service = await startService(folder.path);
      const stop = new AbortController();
      const writing = Array.from({ length: writers }, (_, writer) =>
        writeUntilItDies(service, ledger, `r${round}w${writer}`, seed + round * writers + writer, stop.signal),
      );
      await new Promise((resolve) => setTimeout(resolve, random() * longestLifeMs));
      await service.kill();
      stop.abort();
      await Promise.all(writing);
    }

    const service = await startService(folder.path);
    expect(violations(ledger, await storedComments(service))).toEqual([]);
    await sendTheRest(service, ledger);
    // Each round leaves more behind than it has time to analyse.
    await untilAnalysed(service, 60_000 + rounds * 20_000);
    const stored = await storedComments(service);
    expect(violations(ledger, stored)).toEqual([]);
    expect(stored.length).toBe(ledger.sent.size);
    expect(stored.filter(({ state }) => state !== 'analysed')).toEqual([]);
    const { body: summary } = await service.call('GET', '/v1/stats/summary');
    expect(summary).toMatchObject({ comments: stored.length, analysed: stored.length, pending: 0, failed: 0 });
    expect(await service.stop()).toBe(0);

    const database = new Database(join(folder.path, 'huiyin.db'), { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = (sql: string): number => (database.prepare(sql).get() as { n: number }).n;
    expect(count('SELECT count(*) AS n FROM analysis')).toBe(stored.length);
    expect(
      count('SELECT count(*) AS n FROM (SELECT 1 FROM analysis GROUP BY workspace_id, comment_id HAVING count(*) > 1)'),
    ).toBe(0);
    database.close();
    folder.remove();
    record('D1', `0 lost, doubled or altered of ${ledger.sent.size}, ${rounds} kills`, { seed });
  });

  it('control: answers that come before their commit are found out', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder('kill');
    const ledger = new Ledger();
    const armed = join(folder.path, 'armed');
    const preload = ['--require', join(packageRoot, 'tests/fixtures/commitFaults.cjs')];
    const service = await startService(folder.path, { COMMIT_FAULT: 'late:60000', FAULT_ARMED: armed }, preload);
    writeFileSync(armed, '');
    const stop = new AbortController();
    const writing = writeUntilItDies(service, ledger, 'control', seed, stop.signal);
    await eventually(() => expect(ledger.acknowledged.size).toBeGreaterThan(100));
    await service.kill();
    stop.abort();
    await writing;
    const again = await startService(folder.path);
    expect(violations(ledger, await storedComments(again))).not.toEqual([]);
    await again.stop();
    folder.remove();
  });
});
