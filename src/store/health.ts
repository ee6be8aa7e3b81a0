import { statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Backup } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import type { Db } from './database/schema.ts';
import { migrations } from './migrations/index.ts';

/** What waits: how much, and for how long the oldest that nobody works on has been due. */
interface QueueFigures {
  depth: number;
  oldestSeconds: number;
}

interface QueueRow {
  kind: string;
  depth: number;
  oldest: string | null;
}

export function createHealth(reader: Db, clock: Clock, dataDir: string, listBackups: () => Promise<Backup[]>) {
  async function disk(): Promise<{ freeBytes: number }> {
    const { bavail, bsize } = await statfs(dataDir);
    return { freeBytes: bavail * bsize };
  }

  return {
    /** Reads from the database. Throws when it lacks migrations; more of them are fine, while others are being upgraded. */
    async ping(): Promise<void> {
      const { count } = await reader
        .selectFrom('migration')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) < migrations.length) throw new AppError('not_ready', 'The database is not migrated.');
    },

    disk,

    /** Over all workspaces. */
    async figures() {
      const now = clock();
      const at = iso(now);
      const { rows: queued } = await sql<QueueRow>`
        select 'analysis' as kind, count(*) as depth, min(case when available_at <= ${at} then available_at end) as oldest
          from outbox
        union all select 'webhook', count(*), min(case when next_at <= ${at} then next_at end)
          from webhook_delivery where state = 'pending'
        union all select 'topic', count(*), null from topic_pending
        union all select kind, count(*), min(case when state = 'queued' then created_at end)
          from job where state in ('queued', 'running') group by kind`.execute(reader);
      const queues: Record<string, QueueFigures> & { analysis: QueueFigures } = {
        analysis: { depth: 0, oldestSeconds: 0 },
      };
      for (const { kind, depth, oldest } of queued) {
        const since = oldest === null ? 0 : Math.max(0, now - Date.parse(oldest)) / 1000;
        queues[kind] = { depth: Number(depth), oldestSeconds: since };
      }
      const { rows: reviewed } = await sql<{ state: string; count: number }>`
        select state, count(*) as count from review_item group by state`.execute(reader);
      const { rows: lost } = await sql<{ count: number }>`
        select count(*) as count from comment where state = 'failed' and failure is not null`.execute(reader);
      const [backup] = await listBackups();
      return {
        queues,
        reviews: Object.fromEntries(reviewed.map(({ state, count }) => [state, Number(count)])),
        failed: Number(lost[0]!.count),
        disk: await disk(),
        lastBackupAt: backup?.createdAt ?? null,
      };
    },
  };
}
