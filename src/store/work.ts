/** Analysis work: tasks are claimed from the outbox under a lease, and results are saved under its fencing token. */
import { sql } from 'kysely';
import type { Frequencies } from '../feedback/keywords.ts';
import type { Scope } from '../feedback/read.ts';
import { raiseForComments } from './alerts/raise.ts';
import { watchedWords } from './alerts/rules.ts';
import { type ChannelCalibrations, createChannelCalibrations } from './channelCalibrations.ts';
import { type Clock, iso } from './clock.ts';
import { type CommentRow, commentColumns, toParsed } from './commentRows.ts';
import type { Db, OutboxTable, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { newId } from './ids.ts';
import { markInvertedScales } from './invertedScales.ts';
import { type JobStep, takeSteps } from './jobRows.ts';
import { type Chosen, createReadWith } from './readWith.ts';
import { addToRollups, type CommentKey, subtractFromRollups } from './rollups.ts';
import { saveAnalyses } from './save.ts';
import type { AnalysedTask, ClaimedTask, FailedTask } from './tasks.ts';
import { queueForTopics } from './topicPending.ts';
import { watchComments } from './webhooks/changes.ts';
import { readSubscriptions } from './webhooks/outbox.ts';

/** After a claim that never reported back the next one takes fewer at once, so that a comment that breaks the process ends up alone. */
const batchByAttempts = [1, 0.1];
/**
 * Milliseconds from each start by the number of claims that never reported back. Who ends a process does so after any
 * pause, but a process that is killed for other reasons soon after each start must not lay that to a comment's charge.
 */
const pausesAtStart = [0, 0, 5_000, 15_000, 30_000];
const suspectFrom = 2;
const longestPauseAtStart = 60_000;

export function createWork(writer: Db, reader: Db, clock: Clock, onFinished: (keys: CommentKey[]) => void) {
  const calibrations = createChannelCalibrations(reader, clock);
  const readWith = createReadWith(reader);
  return {
    /** Up to `limit` tasks that are due, the oldest first, now leased to the caller for `leaseMs`. */
    async claim(limit: number, leaseMs: number): Promise<ClaimedTask[]> {
      const now = clock();
      const token = newId(now);
      const claimed = await writer
        .transaction()
        .execute((trx) => claimRows(trx, limit, token, iso(now), iso(now + leaseMs)));
      return claimed.length === 0 ? [] : loadTasks(reader, { calibrations, readWith }, claimed);
    },

    /** Saves what is still wanted and returns how many that were; the rest is refused without a trace. */
    async save(results: AnalysedTask[], failures: FailedTask[]): Promise<number> {
      const finished: CommentKey[] = [];
      await writer.transaction().execute(async (trx) => {
        const held = await heldTasks(
          trx,
          [...results, ...failures].map(({ task }) => task),
        );
        const saved = results.filter(({ task }) => held.has(task.commentId));
        const failed = failures.filter(({ task }) => held.has(task.commentId));
        const keys = saved.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
        const subscriptions = await readSubscriptions(
          trx,
          keys.map(([workspaceId]) => workspaceId),
        );
        const tell = await watchComments(trx, keys, subscriptions);
        await saveAnalyses(trx, saved, clock());
        await markInvertedScales(trx, saved, clock());
        await queueForTopics(trx, keys, clock());
        await tell(true, clock());
        const words = new Map(saved.flatMap(({ task, watched }) => (watched ? [[task.commentId, watched]] : [])));
        await raiseForComments(trx, keys, words, clock());
        const lost = failed.filter(({ retryAfterMs }) => retryAfterMs === null);
        await giveUp(trx, lost);
        await postpone(trx, failed, clock());
        const done = [...saved, ...lost].map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
        await sql`delete from outbox where ${inTasks(done)}`.execute(trx);
        finished.push(...done);
      });
      onFinished(finished);
      return finished.length;
    },

    /** Gives tasks back untried, for a stop in good order. */
    async release(tasks: ClaimedTask[]): Promise<void> {
      for (const task of tasks) {
        await writer
          .updateTable('outbox')
          .set((eb) => ({ token: '', attempts: eb('attempts', '-', 1), available_at: iso(clock()) }))
          .where('workspace_id', '=', task.workspaceId)
          .where('comment_id', '=', task.commentId)
          .where('token', '=', task.token)
          .execute();
      }
    },

    /**
     * Queues comments for another analysis, on behalf of a job; what they have stays until the new one is saved.
     * Answers how many there were.
     */
    async requeue(scope: Scope, ids: string[], step: JobStep | null): Promise<number> {
      return writer.transaction().execute(async (trx) => {
        const now = iso(clock());
        const count = await requeueRows(trx, scope.workspaceId, ids, step?.jobId ?? null, now);
        if (step) await takeSteps(trx, [[scope.workspaceId, step]], now);
        return count;
      });
    },

    /** Tasks of a job that are still in the outbox. */
    async remaining(scope: Scope, jobId: string): Promise<number> {
      const row = await reader
        .selectFrom('outbox')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('workspace_id', '=', scope.workspaceId)
        .where('job_id', '=', jobId)
        .executeTakeFirstOrThrow();
      return row.count;
    },

    /** Takes the tasks of a cancelled job out of the outbox, but for comments that wait for their first analysis. */
    async withdraw(scope: Scope, jobId: string): Promise<void> {
      await sql`delete from outbox where workspace_id = ${scope.workspaceId} and job_id = ${jobId}
        and exists (select 1 from analysis a where a.workspace_id = outbox.workspace_id
          and a.comment_id = outbox.comment_id and a.revision = outbox.revision)`.execute(writer);
    },

    /** At start every lease is of a process that is gone. Tasks that died with several wait, others go first. */
    async releaseAll(): Promise<void> {
      const now = clock();
      const cases = pausesAtStart.map((ms, attempts) => sql`when attempts <= ${attempts} then ${iso(now + ms)}`);
      const earliest = sql`case ${sql.join(cases, sql` `)} else ${iso(now + longestPauseAtStart)} end`;
      await sql`update outbox set token = '',
          available_at = case when token = '' and available_at > ${earliest} then available_at else ${earliest} end
        where token <> '' or attempts >= ${suspectFrom}`.execute(writer);
    },

    /** Document frequencies of the workspace for these terms. */
    async frequencies(workspaceId: string, terms: readonly string[]): Promise<Frequencies> {
      const rows = await reader
        .selectFrom('term')
        .select(['term', 'comments'])
        .where('workspace_id', '=', workspaceId)
        .where('term', 'in', jsonList(['', ...terms]))
        .execute();
      const counts = new Map(rows.map(({ term, comments }) => [term, comments]));
      return { comments: counts.get('') ?? 0, of: (term) => counts.get(term) ?? 0 };
    },
  };
}

async function claimRows(trx: Trx, limit: number, token: string, now: string, until: string): Promise<ClaimedRow[]> {
  const first = await trx
    .selectFrom('outbox')
    .select('attempts')
    .where('available_at', '<=', now)
    .orderBy('available_at')
    .limit(1)
    .executeTakeFirst();
  if (!first) return [];
  const share = batchByAttempts[first.attempts] ?? 0;
  const size = Math.max(1, Math.floor(limit * share));
  const { rows } = await sql<ClaimedRow>`
    update outbox set token = ${token}, available_at = ${until}, attempts = attempts + 1
    where (workspace_id, comment_id) in (select workspace_id, comment_id from outbox
      where available_at <= ${now} and attempts = ${first.attempts} order by available_at limit ${size})
    returning workspace_id, comment_id, revision, attempts, token`.execute(trx);
  return rows;
}

/** A task that is already there starts anew: whoever holds it read the workspace's settings before this. */
async function requeueRows(
  trx: Trx,
  workspaceId: string,
  ids: string[],
  jobId: string | null,
  now: string,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into outbox (workspace_id, comment_id, revision, attempts, token, available_at, job_id)
    select c.workspace_id, c.id, c.revision, 0, '', ${now}, ${jobId}
    from comment c where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}
    on conflict (workspace_id, comment_id) do update set job_id = excluded.job_id, attempts = 0, token = '',
      available_at = excluded.available_at`.execute(trx);
  return Number(numAffectedRows);
}

type ClaimedRow = Pick<OutboxTable, 'workspace_id' | 'comment_id' | 'revision' | 'attempts' | 'token'>;

async function loadTasks(
  db: Db,
  { calibrations, readWith }: { calibrations: ChannelCalibrations; readWith: ReturnType<typeof createReadWith> },
  claimed: ClaimedRow[],
): Promise<ClaimedTask[]> {
  const keys = claimed.map(({ workspace_id, comment_id }): CommentKey => [workspace_id, comment_id]);
  const { rows } = await sql<
    CommentRow & { taxonomy: string; conflict_threshold: number | null } & Omit<Chosen, 'workspaceId'>
  >`
    select ${commentColumns}, w.conflict_threshold, w.taxonomy, w.model, w.taxonomy_version as "taxonomyVersion",
      w.lexicon_version as "lexiconVersion"
    from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c cross join workspace w
    where c.workspace_id = r.workspace_id and c.id = r.id and w.id = c.workspace_id`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const words = await watchedWords(
    db,
    claimed.map(({ workspace_id }) => workspace_id),
  );
  // One choice a workspace, which all its tasks share.
  const chosen = new Map(
    rows.map((row): [string, Chosen] => [row.workspace_id, { ...row, workspaceId: row.workspace_id }]),
  );
  const choices = await readWith([...chosen.values()]);
  const choiceOf = new Map([...chosen.keys()].map((workspaceId, i) => [workspaceId, choices[i]]));
  const channels = await calibrations.of(claimed.map(({ workspace_id }) => workspace_id));
  return claimed.flatMap(({ workspace_id, comment_id, revision, attempts, token }) => {
    const row = byId.get(comment_id);
    // Deleted in between: its task is gone too.
    if (!row) return [];
    const { conflict_threshold: conflictThreshold } = row;
    const comment = toParsed(row);
    const calibration = channels(workspace_id, comment);
    const watch = words.get(workspace_id);
    return [
      {
        workspaceId: workspace_id,
        commentId: comment_id,
        revision,
        attempts,
        token,
        comment,
        readWith: choiceOf.get(workspace_id)!,
        conflictThreshold,
        ...(calibration && { calibration }),
        ...(watch && { watch }),
      },
    ];
  });
}

/** Ids of the tasks whose lease is still held and whose comment has not changed. */
async function heldTasks(trx: Trx, tasks: ClaimedTask[]): Promise<Set<string>> {
  const columns = ['workspace_id', 'comment_id', 'token', 'revision'];
  const keys = tasks.map(({ workspaceId, commentId, token, revision }) => [workspaceId, commentId, token, revision]);
  const { rows } = await sql<{ comment_id: string }>`
    select o.comment_id from ${jsonRows(columns, keys)} as r cross join outbox o
    where o.workspace_id = r.workspace_id and o.comment_id = r.comment_id
      and o.token = r.token and o.revision = r.revision`.execute(trx);
  return new Set(rows.map(({ comment_id }) => comment_id));
}

function inTasks(keys: readonly CommentKey[]) {
  return sql`(workspace_id, comment_id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)`;
}

/** An older analysis of the comment is better than none: it stays, with the reason beside it. */
async function giveUp(trx: Trx, failed: FailedTask[]): Promise<void> {
  if (failed.length === 0) return;
  const keys = failed.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  await subtractFromRollups(trx, keys);
  const rows = failed.map(({ task, failure }) => [task.workspaceId, task.commentId, failure]);
  await sql`update comment set failure = r.failure,
      state = case when comment.state = 'analysed' then 'analysed' else 'failed' end
    from ${jsonRows(['workspace_id', 'id', 'failure'], rows)} as r
    where comment.workspace_id = r.workspace_id and comment.id = r.id`.execute(trx);
  await addToRollups(trx, keys);
}

async function postpone(trx: Trx, failed: FailedTask[], now: number): Promise<void> {
  const rows = failed.flatMap(({ task, retryAfterMs }) =>
    retryAfterMs === null ? [] : [[task.workspaceId, task.commentId, iso(now + retryAfterMs)]],
  );
  if (rows.length === 0) return;
  await sql`update outbox set token = '', available_at = r.available_at
    from ${jsonRows(['workspace_id', 'comment_id', 'available_at'], rows)} as r
    where outbox.workspace_id = r.workspace_id and outbox.comment_id = r.comment_id`.execute(trx);
}
