import { describe, expect, it } from 'vitest';
import { eventually } from '../rig/eventually.ts';
import { createDatabase, hasPostgres } from '../rig/postgres.ts';
import { record } from '../rig/record.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';
import { startProxy } from '../rig/tcpProxy.ts';
import { Ledger, violations } from './ledger.ts';
import { storedComments, untilAnalysed } from './writers.ts';

const rounds = Number(process.env.FAULT_DEPENDENCIES ?? 1);
const holdMs = 5_000;
const there = await hasPostgres('L8 (faults of the database)');

/**
 * L8: PostgreSQL stops for 5 s, loses all connections, or takes no new ones. Requests are answered, with 503 at worst, nobody
 * restarts anything, and nothing acknowledged is lost. Control: while the fault lasts, nothing can be stored.
 */
describe.skipIf(!there)(`L8: ${rounds} faults of each kind of the database`, () => {
  async function withService(
    work: (service: RunningService, proxy: Awaited<ReturnType<typeof startProxy>>) => Promise<void>,
  ) {
    const database = await createDatabase();
    const folder = temporaryFolder('dependencies');
    const url = new URL(database.url);
    const proxy = await startProxy({ host: url.hostname, port: Number(url.port || 5432) });
    url.host = `127.0.0.1:${proxy.port}`;
    const service = await startService(folder.path, { DATABASE_URL: url.href });
    try {
      await work(service, proxy);
      expect(service.child.exitCode).toBeNull();
    } finally {
      await service.stop();
      await proxy.close();
      await database.drop();
      folder.remove();
    }
  }

  let sequence = 0;
  /** The status of the answer to one comment. */
  async function send(service: RunningService, ledger: Ledger): Promise<number> {
    const externalId = `d${sequence++}`;
    const text = `物流很慢 ${externalId}`;
    ledger.send(externalId, text);
    const { status } = await service.call('POST', '/v1/comments', {
      comments: [{ source: 'faults', externalId, text }],
    });
    if (status === 202) ledger.acknowledge([externalId]);
    return status;
  }

  it('are answered, end by themselves and lose nothing', { timeout: 300_000 + rounds * 120_000 }, async () => {
    await withService(async (service, proxy) => {
      const ledger = new Ledger();
      const statuses = new Set<number>();
      let goes = true;
      const sending = Array.from({ length: 4 }, async () => {
        while (goes) {
          const status = await send(service, ledger).catch(() => 0);
          statuses.add(status);
          if (status !== 202) await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
      const recovered = async (): Promise<void> => {
        const known = ledger.acknowledged.size;
        await eventually(() => expect(ledger.acknowledged.size).toBeGreaterThan(known + 2));
        await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200));
      };
      await recovered();
      for (let round = 0; round < rounds; round++) {
        proxy.hold();
        await new Promise((resolve) => setTimeout(resolve, holdMs));
        expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
        proxy.release();
        await recovered();
        proxy.cut();
        await recovered();
        proxy.refuse(true);
        proxy.cut();
        await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(503));
        proxy.refuse(false);
        await recovered();
      }
      goes = false;
      await Promise.all(sending);
      expect([...statuses].filter((status) => status !== 202 && status !== 503)).toEqual([]);
      await untilAnalysed(service);
      expect(violations(ledger, await storedComments(service))).toEqual([]);
      const { acknowledged, sent } = ledger;
      record(
        'L8',
        `${rounds} of each: ${acknowledged.size} of ${sent.size} acknowledged, 0 lost, answers ${[...statuses]}`,
      );
    });
  });

  it('control: while the fault lasts nothing is stored, and readiness says so', { timeout: 300_000 }, async () => {
    await withService(async (service, proxy) => {
      const ledger = new Ledger();
      expect(await send(service, ledger)).toBe(202);
      proxy.refuse(true);
      proxy.cut();
      expect(await send(service, ledger)).toBe(503);
      expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      proxy.refuse(false);
    });
  });
});
