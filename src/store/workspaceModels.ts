import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { ModelFindings, PromotionReason, StoredModel } from '../feedback/learning/stored.ts';
import type { Job, Page, PageRequest, Scope } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, Trx } from './database/schema.ts';
import { newId } from './ids.ts';
import { insertJob, type JobStep, takeSteps } from './jobRows.ts';
import { putTogether } from './storedFiles.ts';
import { emit } from './webhooks/outbox.ts';

interface ModelRow {
  version: number;
  job_id: string;
  body: string;
  created_at: string;
  active: number | null;
  promoted_at: string | null;
}

/** Models of workspaces: which there are, and which is in force. Their weights are files of the data folder. */
export function createWorkspaceModels(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  const select = (scope: Scope) => sql`
    select m.version, m.job_id, m.body, m.created_at, w.model as active,
      (select max(p.at) from model_promotion p where p.workspace_id = m.workspace_id and p.version = m.version)
        as promoted_at
    from workspace_model m join workspace w on w.id = m.workspace_id
    where m.workspace_id = ${scope.workspaceId}`;

  async function get(scope: Scope, version: number): Promise<StoredModel | null> {
    const { rows } = await sql<ModelRow>`${select(scope)} and m.version = ${version}`.execute(reader);
    return rows[0] ? toModel(rows[0]) : null;
  }

  return {
    get,

    /** The newest first. */
    async list(scope: Scope, page: PageRequest): Promise<Page<StoredModel>> {
      const bound = ['models', scope.workspaceId];
      const after = cursors.read(page.cursor, bound);
      const more = after ? sql` and ${beyond(['m.version'], '<', after)}` : sql``;
      const { rows } = await sql<ModelRow>`${select(scope)}${more}
        order by m.version desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, (row) => [row.version], toModel);
    },

    /** The version in force; null: the shipped models alone. */
    async active(scope: Scope): Promise<number | null> {
      const row = await reader
        .selectFrom('workspace')
        .select('model')
        .where('id', '=', scope.workspaceId)
        .executeTakeFirst();
      return row?.model ?? null;
    },

    /** The number that the next model gets. */
    async nextVersion(scope: Scope): Promise<number> {
      const row = await reader
        .selectFrom('workspace_model')
        .select((eb) => eb.fn.max('version').as('version'))
        .where('workspace_id', '=', scope.workspaceId)
        .executeTakeFirst();
      return (row?.version ?? 0) + 1;
    },

    /**
     * Lists a model whose files are on the disk, and promotes it if told to, with the last step of its job. Answers the
     * re-analysis that the promotion started, if the workspace wants one.
     */
    async add(
      scope: Scope,
      model: {
        version: number;
        findings: ModelFindings;
        promote: boolean;
        step: JobStep;
        /** Its files, where other machines must find them. */
        files?: readonly { name: string; content: Uint8Array }[];
      },
    ): Promise<Job | null> {
      const { version, findings, promote, step, files = [] } = model;
      const now = iso(clock());
      return writer.transaction().execute(async (trx) => {
        await takeSteps(trx, [[scope.workspaceId, step]], now);
        await trx
          .insertInto('workspace_model')
          .values({
            workspace_id: scope.workspaceId,
            version,
            job_id: step.jobId,
            body: JSON.stringify(findings),
            created_at: now,
          })
          .execute();
        await putTogether(trx, scope, 'model', files, clock());
        return promote ? putInForce(trx, scope, { version, reason: 'not_worse' }, clock) : null;
      });
    },

    /**
     * Counts for every comment that is read from then on; null when there is no such model. `reanalyse`: queue a job that
     * reads the others again; absent: as the workspace wants it.
     */
    async promote(scope: Scope, version: number, reanalyse?: boolean): Promise<{ reanalysis: Job | null } | null> {
      return writer.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('workspace_model')
          .select('version')
          .where('workspace_id', '=', scope.workspaceId)
          .where('version', '=', version)
          .executeTakeFirst();
        if (!row) return null;
        return { reanalysis: await putInForce(trx, scope, { version, reason: 'by_hand', reanalyse }, clock) };
      });
    },

    /**
     * Puts back in force what was before this version, and answers what that is (null: the shipped models alone). Throws
     * `state_conflict` when the version is not in force. `reanalyse` as in `promote`.
     */
    async rollback(
      scope: Scope,
      version: number,
      reanalyse?: boolean,
    ): Promise<{ active: number | null; reanalysis: Job | null }> {
      return writer.transaction().execute(async (trx) => {
        if ((await activeIn(trx, scope)) !== version)
          throw new AppError('state_conflict', `version ${version} is not in force`, { reason: 'not_in_force' });
        const row = await trx
          .selectFrom('model_promotion')
          .select('previous')
          .where('workspace_id', '=', scope.workspaceId)
          .where('version', '=', version)
          .where('reason', '<>', 'rollback')
          .orderBy('id', 'desc')
          .executeTakeFirst();
        const previous = row?.previous ?? null;
        const change = { version: previous, reason: 'rollback', reanalyse } as const;
        return { active: previous, reanalysis: await putInForce(trx, scope, change, clock) };
      });
    },
  };
}

async function activeIn(trx: Trx, { workspaceId }: Scope): Promise<number | null> {
  const row = await trx.selectFrom('workspace').select('model').where('id', '=', workspaceId).executeTakeFirst();
  return row?.model ?? null;
}

interface Change {
  version: number | null;
  reason: PromotionReason;
  /** Absent: as the workspace wants it. */
  reanalyse?: boolean | undefined;
}

/** One row decides, so that no reader ever sees half of a promotion. Answers the re-analysis that it queued. */
async function putInForce(trx: Trx, scope: Scope, change: Change, clock: Clock): Promise<Job | null> {
  const { version, reason } = change;
  const now = clock();
  const previous = await activeIn(trx, scope);
  const reanalyse = change.reanalyse ?? (previous !== version && (await wantsReanalysis(trx, scope)));
  const reanalysis = reanalyse ? await insertJob(trx, scope, 'reanalyse', { filter: {} }, now) : null;
  if (previous === version) return reanalysis;
  await trx.updateTable('workspace').set({ model: version }).where('id', '=', scope.workspaceId).execute();
  await trx
    .insertInto('model_promotion')
    .values({
      workspace_id: scope.workspaceId,
      id: newId(now),
      version,
      previous,
      reason,
      at: iso(now),
      actor: scope.actor,
    })
    .execute();
  const detail = { version, previous, reason };
  await emit(trx, [{ workspaceId: scope.workspaceId, type: 'model.promoted', commentId: null, data: detail }], now);
  await auditRows(trx, [{ scope, action: 'model.promote', subject: String(version ?? 'shipped'), detail }], clock);
  return reanalysis;
}

async function wantsReanalysis(trx: Trx, { workspaceId }: Scope): Promise<boolean> {
  const row = await trx
    .selectFrom('workspace')
    .select('reanalyse_after_promotion as wanted')
    .where('id', '=', workspaceId)
    .executeTakeFirst();
  return row?.wanted === 1;
}

function toModel({ version, job_id, body, created_at, active, promoted_at }: ModelRow): StoredModel {
  return {
    id: String(version),
    version,
    jobId: job_id,
    state: active === version ? 'active' : promoted_at === null ? 'challenger' : 'retired',
    createdAt: created_at,
    findings: JSON.parse(body) as ModelFindings,
    promotedAt: promoted_at,
  };
}
