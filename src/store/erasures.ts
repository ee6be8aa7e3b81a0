/** Erasing people: their comments, all that was derived from them, and every list that names them. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { type Erasure, type ErasureSubject, withoutSubject } from '../feedback/erasure.ts';
import type { Scope } from '../feedback/read.ts';
import { breathe } from '../pace.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import type { Db, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { eraseComments } from './eraseComments.ts';
import type { ErasureLog } from './erasureLog.ts';
import { newId } from './ids.ts';
import { insertJob, type JobStep, takeSteps } from './jobRows.ts';
import type { Seal } from './sealing.ts';

const scannedAtOnce = 2000;
/** An answer that named the erased: the request is not run again, and says no more. */
const erasedAnswer = '{"erased":true}';

/** Columns of JSON that people or results may have named somebody in. */
const documents = [
  ['saved_filter', 'filter'],
  ['report_schedule', 'filters'],
  ['report', 'request'],
  ['report', 'body'],
  ['topic_definition', 'request'],
  ['topic_run', 'request'],
  ['target', 'body'],
  ['job', 'input'],
  ['job', 'result'],
  ['job', 'checkpoint'],
] as const;

interface ErasureDeps {
  clock: Clock;
  seal: Seal;
  log: ErasureLog;
  /** Comments are gone: who waits for them, and the traces of their words. */
  onGone(keys: [string, string][]): void;
  forget(): Promise<void>;
}

export function createErasures(writer: Db, reader: Db, { clock, seal, log, onGone, forget }: ErasureDeps) {
  const markOf = ({ workspaceId }: Pick<Scope, 'workspaceId'>, ...parts: string[]): string =>
    seal.mark(JSON.stringify([workspaceId, ...parts]));
  const marksOf = (scope: Scope, { author, externalIds = [], source }: ErasureSubject): string[] => [
    ...(author === undefined ? [] : [markOf(scope, 'author', author)]),
    ...externalIds.map((id) =>
      source === undefined ? markOf(scope, 'external', id) : markOf(scope, 'external', source, id),
    ),
  ];

  async function insert(
    trx: Trx,
    scope: Scope,
    id: string,
    more: { marks: string[]; subject: string | null; retrain: boolean },
  ) {
    const times = { created_at: iso(clock()), ended_at: null };
    const row = { workspace_id: scope.workspaceId, id, job_id: '', found: null, erased: null, ...times };
    const inserted = await trx
      .insertInto('erasure')
      .values({ ...row, hashes: JSON.stringify(more.marks), subject: more.subject })
      .onConflict((oc) => oc.columns(['workspace_id', 'id']).doNothing())
      .returning('id')
      .executeTakeFirst();
    // Another process has seen the same line of the log.
    if (!inserted) return null;
    const job = await insertJob(trx, scope, 'erase', { erasureId: id, retrain: more.retrain }, clock());
    await trx
      .updateTable('erasure')
      .set({ job_id: job.id })
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', id)
      .execute();
    return job;
  }

  /** Whom the hashes name, by a look at every comment. */
  async function find(scope: Scope, marks: ReadonlySet<string>): Promise<ErasureSubject> {
    const authors = new Set<string>();
    const externalIds = new Set<string>();
    for (let after = ''; ; ) {
      const rows = await reader
        .selectFrom('comment')
        .select(['id', 'author', 'source', 'external_id'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(scannedAtOnce)
        .execute();
      for (const { author, source, external_id: externalId } of rows) {
        if (author !== null && marks.has(markOf(scope, 'author', author))) authors.add(author);
        if (externalId === null) continue;
        const named = [markOf(scope, 'external', externalId), markOf(scope, 'external', source, externalId)];
        if (named.some((mark) => marks.has(mark))) externalIds.add(externalId);
      }
      if (rows.length < scannedAtOnce) break;
      after = rows.at(-1)!.id;
      await breathe();
    }
    return { author: [...authors][0], externalIds: [...externalIds] };
  }

  return {
    /**
     * Queues the job that erases. From here on the erasure is in the log: a restored backup is erased again. Throws
     * `state_conflict` while an import is under way, which could bring the same person back.
     */
    async request(scope: Scope, subject: ErasureSubject, retrain: boolean): Promise<{ id: string; jobId: string }> {
      const importing = await reader
        .selectFrom('job')
        .select('id')
        .where('workspace_id', '=', scope.workspaceId)
        .where('kind', 'in', ['import', 'sample'])
        .where('state', 'in', ['queued', 'running'])
        .limit(1)
        .execute();
      if (importing.length > 0)
        throw new AppError(
          'state_conflict',
          'An import is under way and may hold the same person; erase when it is over.',
          { reason: 'import_under_way' },
        );
      const id = newId(clock());
      const marks = marksOf(scope, subject);
      await log.append({ workspaceId: scope.workspaceId, id, at: iso(clock()), marks });
      const job = await writer.transaction().execute(async (trx) => {
        const queued = await insert(trx, scope, id, { marks, subject: JSON.stringify(subject), retrain });
        const detail = { author: subject.author !== undefined, externalIds: subject.externalIds?.length ?? 0 };
        await auditRows(trx, [{ scope, action: 'erasure.create', subject: id, detail }], clock);
        return queued;
      });
      return { id, jobId: job!.id };
    },

    /** The newest first, the latest hundred. */
    async list({ workspaceId }: Scope): Promise<Erasure[]> {
      const { rows } = await sql<ErasureRow>`select e.id, e.job_id, e.found, e.erased, e.created_at, e.ended_at, j.state
        from erasure e left join job j on j.workspace_id = e.workspace_id and j.id = e.job_id
        where e.workspace_id = ${workspaceId} order by e.id desc limit 100`.execute(reader);
      return rows.map(toErasure);
    },

    /** After a start: what the log knows and the database does not was erased before this backup was restored. */
    async again(): Promise<void> {
      const logged = await log.read();
      if (logged.length === 0) return;
      const known = new Set((await writer.selectFrom('erasure').select('id').execute()).map(({ id }) => id));
      const there = new Set((await writer.selectFrom('workspace').select('id').execute()).map(({ id }) => id));
      for (const { workspaceId, id, marks } of logged) {
        if (known.has(id) || !there.has(workspaceId)) continue;
        const scope: Scope = { workspaceId, actor: 'system' };
        await writer.transaction().execute(async (trx) => {
          if (!(await insert(trx, scope, id, { marks, subject: null, retrain: false }))) return;
          await auditRows(trx, [{ scope, action: 'erasure.again', subject: id, detail: {} }], clock);
        });
      }
    },

    /** Null when there is no such erasure, or it has ended. */
    async subject(scope: Scope, id: string): Promise<ErasureSubject | null> {
      const row = await reader
        .selectFrom('erasure')
        .select(['hashes', 'subject'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (!row) return null;
      if (row.subject !== null) return JSON.parse(row.subject) as ErasureSubject;
      return find(scope, new Set(JSON.parse(row.hashes) as string[]));
    },

    async count({ workspaceId }: Scope, subject: ErasureSubject): Promise<number> {
      const { rows } = await sql<{ n: number }>`select count(*) as n from comment
        where workspace_id = ${workspaceId} and ${matches(subject)}`.execute(reader);
      return Number(rows[0]!.n);
    },

    /** Erases up to `limit` comments of the subject, in one transaction with the step; answers how many. */
    async lot(
      scope: Scope,
      subject: ErasureSubject,
      limit: number,
      step: (erased: number) => JobStep,
    ): Promise<number> {
      const { workspaceId } = scope;
      const ids = await writer.transaction().execute(async (trx) => {
        const { rows } = await sql<{ id: string }>`select id from comment
          where workspace_id = ${workspaceId} and ${matches(subject)} order by id limit ${limit}`.execute(trx);
        const found = rows.map(({ id }) => id);
        await blankAnswers(trx, workspaceId, found);
        await eraseComments(
          trx,
          found.map((id) => [workspaceId, id] as const),
        );
        await takeSteps(trx, [[workspaceId, step(found.length)]], iso(clock()));
        return found;
      });
      onGone(ids.map((id) => [workspaceId, id]));
      return ids.length;
    },

    /** Takes the subject out of everything else that names it; answers how many documents changed. */
    async cleanDocuments(scope: Scope, subject: ErasureSubject): Promise<number> {
      const { workspaceId } = scope;
      let cleaned = 0;
      for (const [table, column] of documents) {
        const { rows } = await sql<{ id: string; body: string }>`select id, ${sql.ref(column)} as body
          from ${sql.table(table)} where workspace_id = ${workspaceId} and ${names(column, subject)}`.execute(writer);
        for (const { id, body } of rows) {
          const before: unknown = JSON.parse(body);
          const after = withoutSubject(before, subject);
          if (after === before) continue;
          cleaned++;
          await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${JSON.stringify(after)}
            where workspace_id = ${workspaceId} and id = ${id}`.execute(writer);
        }
      }
      const named = [...(subject.author === undefined ? [] : [subject.author]), ...(subject.externalIds ?? [])];
      await writer.transaction().execute(async (trx) => {
        await blankAnswers(
          trx,
          workspaceId,
          named.map((name) => JSON.stringify(name)),
        );
        if (subject.author === undefined) return;
        await trx
          .deleteFrom('blocked_respondent')
          .where('workspace_id', '=', workspaceId)
          .where('kind', '=', 'author')
          .where('value', '=', subject.author)
          .execute();
      });
      return cleaned;
    },

    /** Forgets whom it was about, and the words in the search index and in the log of the database. */
    async finish(scope: Scope, id: string, found: number, erased: number): Promise<void> {
      await writer
        .updateTable('erasure')
        .set({ subject: null, found, erased, ended_at: iso(clock()) })
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', id)
        .execute();
      await forget();
    },
  };
}

interface ErasureRow {
  id: string;
  job_id: string;
  found: number | null;
  erased: number | null;
  created_at: string;
  ended_at: string | null;
  state: string | null;
}

function toErasure(row: ErasureRow): Erasure {
  return {
    id: row.id,
    jobId: row.job_id,
    status: (row.ended_at === null ? (row.state ?? 'failed') : 'succeeded') as Erasure['status'],
    found: row.found,
    erased: row.erased,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

/** Comments of the subject; of nobody none. */
function matches({ author, externalIds = [], source }: ErasureSubject): RawBuilder<SqlBool> {
  const ofSource = source === undefined ? sql`` : sql`and source = ${source}`;
  const parts = [
    ...(author === undefined ? [] : [sql<SqlBool>`author = ${author}`]),
    ...(externalIds.length === 0 ? [] : [sql<SqlBool>`(external_id in ${jsonList(externalIds)} ${ofSource})`]),
  ];
  return parts.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(parts, sql` or `)})`;
}

/** Rows whose JSON may name the subject: a first look, so that not every document is read. */
function names(column: string, { author, externalIds = [] }: ErasureSubject): RawBuilder<SqlBool> {
  const all = [...(author === undefined ? [] : [author]), ...externalIds].map((name) => [JSON.stringify(name)]);
  return sql<SqlBool>`${sql.ref(column)} is not null and exists (
    select 1 from ${jsonRows(['word'], all)} as named where ${holds(sql.ref(column))})`;
}

/** True where the text holds `named.word`, whatever percent signs and underscores are in it. */
const holds = (text: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`replace(${text}, named.word, '') <> ${text}`;

async function blankAnswers(trx: Trx, workspaceId: string, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  const rows = words.map((word) => [word]);
  await sql`update idempotency set body = ${erasedAnswer} where workspace_id = ${workspaceId} and body is not null
    and exists (select 1 from ${jsonRows(['word'], rows)} as named where ${holds(sql.ref('body'))})`.execute(trx);
}
