import { sql } from 'kysely';
import { AppError, tooMany } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import type { Page, PageRequest, Scope } from '../feedback/read.ts';
import {
  nextRun,
  type TopicCadence,
  type TopicDefinition,
  type TopicDefinitionInput,
} from '../feedback/topics/definition.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, TopicDefinitionTable, Trx } from './database/schema.ts';
import { newId } from './ids.ts';
import { insertRun } from './topicRuns.ts';

type Row = TopicDefinitionTable & { last_run: string | null };

/** Runs of a definition carry this instead of the hash of their order. */
export const definitionKey = (id: string): string => `id:${id}`;

const dueAtOnce = 20;

/** Topic runs that are asked for again and again, by hand or by schedule. */
export function createTopicDefinitions(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  const select = sql`select d.*, (select max(r.id) from topic_run r
    where r.workspace_id = d.workspace_id and r.definition = 'id:' || d.id) as last_run from topic_definition d`;

  async function get(scope: Scope, id: string, db: Db | Trx = reader): Promise<TopicDefinition | null> {
    const { rows } = await sql<Row>`${select}
      where d.workspace_id = ${scope.workspaceId} and d.id = ${id}`.execute(db);
    return rows[0] ? toDefinition(rows[0]) : null;
  }

  async function audit(trx: Trx, scope: Scope, action: string, subject: string): Promise<void> {
    await auditRows(trx, [{ scope, action: `topics.definition.${action}`, subject, detail: {} }], clock);
  }

  /** Throws `state_conflict` while a run of it is not over. */
  async function start(trx: Trx, scope: Scope, id: string, order: TopicDefinition['order']) {
    const { rows } =
      await sql`select 1 from topic_run r join job j on j.workspace_id = r.workspace_id and j.id = r.job_id
      where r.workspace_id = ${scope.workspaceId} and r.definition = ${definitionKey(id)}
        and j.state in ('queued', 'running') limit 1`.execute(trx);
    if (rows.length > 0)
      throw new AppError('state_conflict', 'A run of this definition is not over yet.', { reason: 'job_under_way' });
    return insertRun(trx, scope, order, definitionKey(id), clock());
  }

  return {
    get: (scope: Scope, id: string) => get(scope, id),

    /** The newest first. */
    async list(scope: Scope, page: PageRequest): Promise<Page<TopicDefinition>> {
      const bound = ['topic definitions', scope.workspaceId];
      const after = cursors.read(page.cursor, bound);
      const rest = after ? sql`and ${beyond(['d.id'], '<', after)}` : sql``;
      const { rows } = await sql<Row>`${select} where d.workspace_id = ${scope.workspaceId} ${rest}
        order by d.id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toDefinition);
    },

    /** Throws `out_of_range` beyond the limit of definitions. */
    async create(scope: Scope, input: TopicDefinitionInput): Promise<TopicDefinition> {
      const now = clock();
      const id = newId(now);
      return writer.transaction().execute(async (trx) => {
        const { rows } = await sql<{ n: number }>`select count(*) as n from topic_definition
          where workspace_id = ${scope.workspaceId}`.execute(trx);
        if (rows[0]!.n >= limits.topicDefinitions)
          throw tooMany(`A workspace has at most ${limits.topicDefinitions} definitions.`, limits.topicDefinitions);
        await trx
          .insertInto('topic_definition')
          .values({ workspace_id: scope.workspaceId, id, ...columnsOf(input, now), created_at: iso(now) })
          .execute();
        await audit(trx, scope, 'create', id);
        return (await get(scope, id, trx))!;
      });
    },

    /** Null when there is none. The next run follows what is changed; runs that are there stay as they are. */
    async change(scope: Scope, id: string, patch: Partial<TopicDefinitionInput>): Promise<TopicDefinition | null> {
      return writer.transaction().execute(async (trx) => {
        const before = await get(scope, id, trx);
        if (!before) return null;
        const changed = columnsOf({ ...before, ...patch }, clock());
        const kept = patch.cadence === undefined || patch.cadence === before.cadence;
        await trx
          .updateTable('topic_definition')
          .set({ ...changed, ...(kept && { next_at: before.nextRunAt }) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .execute();
        await audit(trx, scope, 'change', id);
        return get(scope, id, trx);
      });
    },

    /** Its runs stay. False when there is none. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('topic_definition')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await audit(trx, scope, 'delete', id);
        return true;
      });
    },

    /** A run of it now. Null when there is none; throws `state_conflict` while a run of it is not over. */
    async run(scope: Scope, id: string): Promise<{ id: string; jobId: string } | null> {
      return writer.transaction().execute(async (trx) => {
        const definition = await get(scope, id, trx);
        return definition && start(trx, scope, id, definition.order);
      });
    },

    /**
     * Queues a run of each definition whose time has come, once, and sets its next time; one whose last run is not over
     * waits for the next time. Answers how many were queued.
     */
    async startDue(): Promise<number> {
      const now = clock();
      const { rows } = await sql<TopicDefinitionTable>`select * from topic_definition
        where next_at <= ${iso(now)} order by next_at limit ${dueAtOnce}`.execute(reader);
      let started = 0;
      for (const row of rows) if (await startOne(row, now)) started++;
      return started;
    },
  };

  async function startOne(row: TopicDefinitionTable, now: number): Promise<boolean> {
    const scope: Scope = { workspaceId: row.workspace_id, actor: 'system' };
    return writer.transaction().execute(async (trx) => {
      const next = nextRun(row.cadence as TopicCadence, now);
      const { numUpdatedRows } = await trx
        .updateTable('topic_definition')
        .set({ next_at: next === null ? null : iso(next) })
        .where('workspace_id', '=', row.workspace_id)
        .where('id', '=', row.id)
        .where('next_at', '=', row.next_at)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return false;
      try {
        await start(trx, scope, row.id, JSON.parse(row.request));
        return true;
      } catch (error) {
        if (error instanceof AppError && error.code === 'state_conflict') return false;
        throw error;
      }
    });
  }
}

function columnsOf({ name, order, cadence }: TopicDefinitionInput, now: number) {
  const next = nextRun(cadence, now);
  return {
    name,
    request: JSON.stringify(order),
    cadence,
    next_at: next === null ? null : iso(next),
    updated_at: iso(now),
  };
}

function toDefinition(row: Row): TopicDefinition {
  return {
    id: row.id,
    name: row.name,
    order: JSON.parse(row.request),
    cadence: row.cadence as TopicCadence,
    nextRunAt: row.next_at,
    lastRunId: row.last_run,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
