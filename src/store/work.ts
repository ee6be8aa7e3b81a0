/** Analysis work: tasks are claimed from the outbox under a lease, and results are saved under its fencing token. */
import { sql } from 'kysely';
import type { Frequencies } from '../feedback/keywords.ts';
import type { Scope } from '../feedback/read.ts';
import { raiseForComments } from './alerts/raise.ts';
import { enabledRules, watchedWords } from './alerts/rules.ts';
import { auditRows } from './audit.ts';
import { type ChannelCalibrations, createChannelCalibrations } from './channelCalibrations.ts';
import { type Clock, iso } from './clock.ts';
import { type CommentRow, commentColumns, toParsed, toStored } from './commentRows.ts';
import { isPostgres } from './database/either.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, OutboxTable, Trx } from './database/schema.ts';
import {
  askAll,
  executeAll,
  executeLast,
  jsonList,
  jsonRows,
  type Question,
  question,
  skipLocked,
} from './database/sql.ts';
import { newId } from './ids.ts';
import { contradictingAuthors, markAuthors, markBatches } from './invertedScales.ts';
import { type JobStep, takeSteps } from './jobRows.ts';
import { type Chosen, createReadWith } from './readWith.ts';
import { auditShares } from './reviewRows.ts';
import { type CommentKey, RollupChange } from './rollups.ts';
import { keysOf, knownComments, prepareFirst, saveAnalyses } from './save.ts';
import type { Senders } from './senders.ts';
import type { AnalysedTask, ClaimedTask, FailedTask } from './tasks.ts';
import { queueingForTopics } from './topicPending.ts';
import { watchComments } from './webhooks/changes.ts';
import { subscriptionsOf } from './webhooks/outbox.ts';

/** After a claim that never reported back the next one takes fewer at once, so that a comment that breaks the process ends up alone. */
const batchByAttempts = [1, 0.1];
/**
 * Milliseconds from each start by the number of claims that never reported back. Who ends a process does so after any
 * pause, but a process that is killed for other reasons soon after each start must not lay that to a comment's charge.
 */
const pausesAtStart = [0, 0, 5_000, 15_000, 30_000];
const suspectFrom = 2;
/** Workspaces that share one claim. */
const workspacesPerClaim = 16;
const longestPauseAtStart = 60_000;
/** Far beyond every lease and pause. */
const longestWaitMs = 600_000;

/**
 * Analyses that are saved in one transaction of the embedded database while several workspaces send: others wait 10 ms for
 * them instead of 30 for a hundred, and all takes a third more time.
 */
const sharedLot = 25;

interface WorkOptions {
  onFinished: (keys: CommentKey[]) => void;
  senders: Senders;
}

export function createWork(writer: Db, reader: Db, clock: Clock, { onFinished, senders }: WorkOptions) {
  const calibrations = createChannelCalibrations(reader, clock);
  const readWith = createReadWith(reader);

  async function saveLot(results: AnalysedTask[], failures: FailedTask[]): Promise<number> {
    const tasks = [...results, ...failures].map(({ task }) => task);
    const workspaceIds = tasks.map(({ workspaceId }) => workspaceId);
    // Others wait as long as the transaction takes.
    const first = results.every(({ task }) => task.pending);
    const prepared = first ? await prepareFirst(writer, results, clock()) : null;
    const saveAll = async (trx: Trx): Promise<CommentKey[]> => {
      const [held, ofResults, shares, subscriptions, rules] = await askAll(trx, [
        heldTasks(trx, tasks),
        knownComments(trx, keysOf(results)),
        auditShares(trx, workspaceIds),
        subscriptionsOf(trx, workspaceIds),
        enabledRules(trx, 'comment', workspaceIds),
      ]);
      const saved = results.filter(({ task }) => held.has(task.commentId));
      const failed = failures.filter(({ task }) => held.has(task.commentId));
      const keys = keysOf(saved);
      const known = ofResults.filter(([, id]) => held.has(id));
      const authors = contradictingAuthors(saved);
      const tell = await watchComments(trx, keys, subscriptions);
      const lost = failed.filter(({ retryAfterMs }) => retryAfterMs === null);
      const done = [...saved, ...lost].map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
      const more = [...queueingForTopics(trx, keys, clock()), outOfOutbox(done).compile(trx)];
      const isLast = !tell && authors.length + rules.length + failed.length === 0;
      const execute = isLast ? executeLast : executeAll;
      const ready = saved.length === results.length ? prepared : null;
      await saveAnalyses(trx, saved, { prepared: ready, known, shares, more, execute }, clock());
      await markAuthors(trx, authors, clock());
      await tell?.(true, clock());
      const words = new Map(saved.flatMap(({ task, watched }) => (watched ? [[task.commentId, watched]] : [])));
      await raiseForComments(trx, keys, rules, words, clock());
      await giveUp(trx, lost);
      await postpone(trx, failed, clock());
      return done;
    };
    const finished = await inWorkspaces(writer, workspaceIds, saveAll, true);
    onFinished(finished);
    return finished.length;
  }

  return {
    /** Up to `limit` tasks that are due, the oldest first, now leased to the caller for `leaseMs`. */
    async claim(limit: number, leaseMs: number): Promise<ClaimedTask[]> {
      const now = clock();
      const token = newId(now);
      const claimed = await inWorkspaces(writer, [], async (trx) => {
        const rows = await claimRows(trx, limit, token, iso(now), iso(now + leaseMs));
        if (rows.length === 0) await recallFromFuture(trx, now);
        return rows;
      });
      return claimed.length === 0 ? [] : loadTasks(reader, { calibrations, readWith }, claimed);
    },

    /**
     * Saves what is still wanted and returns how many that were; the rest is refused without a trace. What is left when the
     * process dies in between stays claimed.
     */
    async save(analysed: AnalysedTask[], failures: FailedTask[]): Promise<number> {
      const results = markBatches(analysed);
      const size = !isPostgres(writer) && senders.several() ? sharedLot : Math.max(1, results.length);
      let saved = await saveLot(results.slice(0, size), failures);
      for (let from = size; from < results.length; from += size)
        saved += await saveLot(results.slice(from, from + size), []);
      return saved;
    },

    /** Gives tasks back untried, for a stop in good order. */
    async release(tasks: ClaimedTask[]): Promise<void> {
      const rows = tasks.map(({ workspaceId, commentId, token }) => [workspaceId, commentId, token]);
      const workspaceIds = tasks.map(({ workspaceId }) => workspaceId);
      await inWorkspaces(writer, workspaceIds, async (trx) => {
        await sql`update outbox set token = '', attempts = outbox.attempts - 1, available_at = ${iso(clock())}
          from ${jsonRows(['workspace_id', 'comment_id', 'token'], rows)} as r
          where outbox.workspace_id = r.workspace_id and outbox.comment_id = r.comment_id and outbox.token = r.token`.execute(
          trx,
        );
      });
    },

    /**
     * Queues comments for another analysis, on behalf of a job; what they have stays until the new one is saved.
     * Answers how many there were.
     */
    async requeue(scope: Scope, ids: string[], step: JobStep | null): Promise<number> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const now = iso(clock());
        const queued = await requeueRows(trx, scope.workspaceId, ids, step?.jobId ?? null, now);
        if (step) await takeSteps(trx, [[scope.workspaceId, step]], now);
        return queued.length;
      });
    },

    /** Queues comments whose analysis was given up once more, since somebody asks for it. Answers how many there were. */
    async replay(scope: Scope, ids: string[]): Promise<number> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const queued = await requeueRows(trx, scope.workspaceId, ids, null, iso(clock()));
        const entries = queued.map((subject) => ({ scope, action: 'comment.replay', subject, detail: {} }));
        await auditRows(trx, entries, clock);
        return queued.length;
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
      const withdraw = sql`delete from outbox where workspace_id = ${scope.workspaceId} and job_id = ${jobId}
        and exists (select 1 from analysis a where a.workspace_id = outbox.workspace_id
          and a.comment_id = outbox.comment_id and a.revision = outbox.revision)`;
      await inWorkspaces(writer, [scope.workspaceId], (trx) => withdraw.execute(trx));
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
  const due = await sql<{ attempts: number }>`select attempts from outbox where available_at <= ${now}
    order by available_at limit 1 ${skipLocked('outbox')}`.execute(trx);
  const first = due.rows[0];
  if (!first) return [];
  const share = batchByAttempts[first.attempts] ?? 0;
  const size = Math.max(1, Math.floor(limit * share));
  const turns = await workspacesDue(trx, first.attempts, now);
  if (turns.length === 0) return [];
  const line = await lineOf(trx, turns, first.attempts, now, size);
  // No index on the time: where most tasks were leased when the table was last analysed, PostgreSQL takes those that are due
  // for a handful, and compares each of them with each of the line.
  const { rows } = await sql<ClaimedRow>`
    with due as materialized (select outbox.workspace_id, outbox.comment_id
      from ${jsonRows(['workspace_id', 'comment_id', 'place'], line, { place: 'integer' })} as r cross join outbox
      where outbox.workspace_id = r.workspace_id and outbox.comment_id = r.comment_id and outbox.available_at || '' <= ${now}
      order by r.place limit ${size} ${skipLocked('outbox')})
    update outbox set token = ${token}, available_at = ${until}, attempts = attempts + 1
    where (workspace_id, comment_id) in (select workspace_id, comment_id from due)
    returning workspace_id, comment_id, revision, attempts, token`.execute(trx);
  return rows;
}

/** Those whose oldest task has waited longest, so that all have their turn where there are more of them. */
async function workspacesDue(trx: Trx, attempts: number, now: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (select w.id, (select min(o.available_at) from outbox o
        where o.workspace_id = w.id and o.attempts = ${attempts} and o.available_at <= ${now}) as oldest
      from workspace w) as waiting
    where oldest is not null order by oldest, id limit ${workspacesPerClaim}`.execute(trx);
  return rows.map(({ id }) => id);
}

/**
 * The oldest tasks of each workspace, in turn: one that sends much does not stand before others. Twice as many as are
 * wanted: another process may be claiming the first ones at this moment. [workspace, comment, place]
 */
async function lineOf(
  trx: Trx,
  workspaceIds: readonly string[],
  attempts: number,
  now: string,
  wanted: number,
): Promise<[string, string, number][]> {
  const lines = workspaceIds.map(
    (id) => sql`select * from (select workspace_id, comment_id, available_at,
        row_number() over (order by available_at, comment_id) as place
      from outbox where workspace_id = ${id} and attempts = ${attempts} and available_at <= ${now}
      order by available_at, comment_id limit ${2 * wanted}) as line`,
  );
  const { rows } =
    await sql<ClaimedRow>`select workspace_id, comment_id from (${sql.join(lines, sql` union all `)}) as l
    order by place, available_at limit ${2 * wanted}`.execute(trx);
  return rows.map(({ workspace_id, comment_id }, place) => [workspace_id, comment_id, place]);
}

/** Queued or leased while the clock was ahead: what is due later than any lease or pause would have it is due now. */
async function recallFromFuture(trx: Trx, now: number): Promise<void> {
  await sql`with far as materialized (
      select workspace_id, comment_id from outbox where available_at > ${iso(now + longestWaitMs)} ${skipLocked('outbox')})
    update outbox set token = '', available_at = ${iso(now)}
    where (workspace_id, comment_id) in (select workspace_id, comment_id from far)`.execute(trx);
}

/** Answers their ids. A task that is already there starts anew: whoever holds it read the workspace's settings before this. */
async function requeueRows(
  trx: Trx,
  workspaceId: string,
  ids: string[],
  jobId: string | null,
  now: string,
): Promise<string[]> {
  const { rows } = await sql<{ comment_id: string }>`
    insert into outbox (workspace_id, comment_id, revision, attempts, token, available_at, job_id)
    select c.workspace_id, c.id, c.revision, 0, '', ${now}, ${jobId}
    from comment c where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}
    on conflict (workspace_id, comment_id) do update set job_id = excluded.job_id, attempts = 0, token = '',
      available_at = excluded.available_at
    returning comment_id`.execute(trx);
  return rows.map((row) => row.comment_id);
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
        stored: toStored(row),
        pending: row.state === 'pending',
        readWith: choiceOf.get(workspace_id)!,
        conflictThreshold,
        ...(calibration && { calibration }),
        ...(watch && { watch }),
      },
    ];
  });
}

/** Ids of the tasks whose lease is still held and whose comment has not changed. */
function heldTasks(trx: Trx, tasks: ClaimedTask[]): Question<Set<string>> {
  const columns = ['workspace_id', 'comment_id', 'token', 'revision'];
  const keys = tasks.map(({ workspaceId, commentId, token, revision }) => [workspaceId, commentId, token, revision]);
  const query = sql<{ comment_id: string }>`
    select o.comment_id from ${jsonRows(columns, keys, { revision: 'integer' })} as r cross join outbox o
    where o.workspace_id = r.workspace_id and o.comment_id = r.comment_id
      and o.token = r.token and o.revision = r.revision`;
  return question(query.compile(trx), (rows) => new Set(rows.map(({ comment_id }) => comment_id)));
}

function outOfOutbox(keys: readonly CommentKey[]) {
  return sql`delete from outbox
    where (workspace_id, comment_id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)`;
}

/** An older analysis of the comment is better than none: it stays, with the reason beside it. */
async function giveUp(trx: Trx, failed: FailedTask[]): Promise<void> {
  if (failed.length === 0) return;
  const keys = failed.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  const rollups = new RollupChange();
  await rollups.subtract(trx, keys);
  const rows = failed.map(({ task, failure }) => [task.workspaceId, task.commentId, failure]);
  await sql`update comment set failure = r.failure,
      state = case when comment.state = 'analysed' then 'analysed' else 'failed' end
    from ${jsonRows(['workspace_id', 'id', 'failure'], rows)} as r
    where comment.workspace_id = r.workspace_id and comment.id = r.id`.execute(trx);
  await rollups.add(trx, keys);
  await rollups.write(trx);
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
