import { AppError } from '../../errors.ts';
import type { Scope } from '../../feedback/read.ts';
import { defaultStatisticsSettings, type StatisticsSettings } from '../../feedback/statistics/settings.ts';
import { auditRows } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Db, Trx } from '../database/schema.ts';

interface Versioned {
  settings: StatisticsSettings;
  /** 0 until somebody has changed something. */
  version: number;
}

export function createStatisticsSettings(writer: Db, reader: Db, clock: Clock) {
  return {
    get: (scope: Scope): Promise<Versioned> => read(reader, scope),

    /** Puts these in the place of all. Throws `version_conflict` when `expected` is not the version they have. */
    async put(scope: Scope, settings: StatisticsSettings, expected: number | null): Promise<Versioned> {
      return writer.transaction().execute(async (trx) => {
        const { version } = await read(trx, scope);
        if (expected !== null && expected !== version)
          throw new AppError('version_conflict', 'The settings have changed since they were read.');
        const row = { version: version + 1, body: JSON.stringify(settings) };
        await trx
          .insertInto('statistics_settings')
          .values({ workspace_id: scope.workspaceId, ...row })
          .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
          .execute();
        const entry = { scope, action: 'statistics.settings', subject: scope.workspaceId };
        await auditRows(trx, [{ ...entry, detail: { version: row.version } }], clock);
        return read(trx, scope);
      });
    },
  };
}

async function read(db: Db | Trx, { workspaceId }: Scope): Promise<Versioned> {
  const row = await db
    .selectFrom('statistics_settings')
    .select(['version', 'body'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (!row) return { settings: defaultStatisticsSettings, version: 0 };
  // Settings that came later have their defaults.
  const settings = { ...defaultStatisticsSettings, ...(JSON.parse(row.body) as StatisticsSettings) };
  return { settings, version: row.version };
}
