/** What a scan of the data quality reads and writes. Its findings count from `finish` on; those of the scan before go then. */
import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../feedback/read.ts';
import type {
  BlockedRespondent,
  FlaggedComment,
  QualityFlag,
  QualityScan,
  RespondentKind,
} from '../../feedback/statistics/quality/flags.ts';
import { expectedDimensions } from '../../feedback/statistics/quality/missing.ts';
import type { ImputedScore, ScanGround, ScannedComment } from '../../feedback/statistics/quality/scan.ts';
import { breathe } from '../../pace.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import { beyond, type Position } from '../cursors.ts';
import { inWorkspaces } from '../database/inWorkspaces.ts';
import type { Db, Trx } from '../database/schema.ts';
import { insertRows, jsonList, mapEntries, mapValue } from '../database/sql.ts';
import { type JobStep, takeSteps } from '../jobRows.ts';
import { countRatings } from './ratings.ts';
import type { createStatisticsSettings } from './settings.ts';

const commentsPerRead = 200;
const rowsPerDelete = 5000;
const noTerms = async () => [];

export function createQuality(
  writer: Db,
  reader: Db,
  clock: Clock,
  settings: ReturnType<typeof createStatisticsSettings>,
) {
  return {
    /** What a scan must know before it looks at the first comment. */
    async ground(scope: Scope): Promise<ScanGround> {
      const { settings: own } = await settings.get(scope);
      return {
        settings: own,
        comments: await commentCount(reader, scope, {}),
        ratings: await countRatings(reader, noTerms, scope, {}, ['channel']),
        durations: await durations(reader, scope, own.keys.duration),
        expected: await expected(reader, scope, own.dimensions),
      };
    },

    /** All comments in the order of time, in lots. */
    async *lots(scope: Scope): AsyncGenerator<ScannedComment[]> {
      const { keys } = (await settings.get(scope)).settings;
      for (let after: Position | null = null; ; ) {
        const rows: Row[] = await readComments(reader, scope, keys, after);
        if (rows.length > 0) yield rows.map(toScanned);
        const last = rows.at(-1);
        if (!last || rows.length < commentsPerRead) return;
        after = [last.occurred_at, last.id];
        await breathe();
      }
    },

    /** Those that are gone are left out. */
    async texts({ workspaceId }: Scope, ids: readonly string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map();
      const { rows } = await sql<{ id: string; text: string }>`select id, text from comment
        where workspace_id = ${workspaceId} and id in ${jsonList(ids)}`.execute(reader);
      return new Map(rows.map(({ id, text }) => [id, text]));
    },

    /** Removes what a run of the same scan that died has left. */
    begin: (scope: Scope, scan: string): Promise<void> => clear(writer, scope, sql`scan = ${scan}`),

    async add(
      { workspaceId }: Scope,
      scan: string,
      found: { flags: readonly FlaggedComment[]; imputed: readonly ImputedScore[]; excluded: readonly QualityFlag[] },
      step: JobStep,
    ): Promise<void> {
      await inWorkspaces(writer, [workspaceId], async (trx) => {
        const flags = found.flags.map(({ commentId, flag, detail }) => {
          return [workspaceId, commentId, flag, scan, detail, found.excluded.includes(flag) ? 1 : 0];
        });
        const kept = await stillThere(trx, workspaceId, flags);
        const columns = ['workspace_id', 'comment_id', 'flag', 'scan', 'detail', 'excluded'];
        await insertRows(trx, 'quality_flag', columns, kept, sql`on conflict do nothing`);
        const scores = found.imputed.map(({ commentId, dimension, regression, mode, hot_deck }) => {
          return [workspaceId, commentId, dimension, scan, regression, mode, hot_deck];
        });
        const names = ['workspace_id', 'comment_id', 'dimension', 'scan', 'regression', 'mode', 'hot_deck'];
        const there = await stillThere(trx, workspaceId, scores);
        await insertRows(trx, 'imputed_score', names, there, sql`on conflict do nothing`);
        await takeSteps(trx, [[workspaceId, step]], iso(clock()));
      });
    },

    /** Blocks who is not known yet, and flags the comments of all who are blocked; of who was let in again nothing counts. */
    async block(
      { workspaceId }: Scope,
      scan: string,
      respondents: readonly [RespondentKind, string][],
      { deviceKey, excluded }: { deviceKey: string; excluded: boolean },
    ): Promise<void> {
      const now = iso(clock());
      await inWorkspaces(writer, [workspaceId], async (trx) => {
        const rows = respondents.map(([kind, value]) => [workspaceId, kind, value, now, null, scan]);
        const columns = ['workspace_id', 'kind', 'value', 'since', 'lifted_at', 'scan'];
        await insertRows(trx, 'blocked_respondent', columns, rows, sql`on conflict do nothing`);
        const ofListed = (lifted: boolean) => sql`from comment c join blocked_respondent b
            on b.workspace_id = c.workspace_id
            and ((b.kind = 'author' and b.value = c.author)
              or (b.kind = 'device' and b.value = ${mapValue(sql.ref('c.metadata'), deviceKey)}))
          where c.workspace_id = ${workspaceId} and b.lifted_at is ${lifted ? sql`not null` : sql`null`}`;
        await sql`insert into quality_flag (workspace_id, comment_id, flag, scan, detail, excluded)
          select distinct c.workspace_id, c.id, 'blocked_respondent', ${scan}, b.kind, ${sql.lit(excluded ? 1 : 0)}
          ${ofListed(false)} on conflict do nothing`.execute(trx);
        await sql`update quality_flag set excluded = 0 where workspace_id = ${workspaceId} and scan = ${scan}
          and flag = 'straight_line' and comment_id in (select c.id ${ofListed(true)})`.execute(trx);
      });
    },

    /** From now on the findings of this scan count. */
    async finish(scope: Scope, scan: string, comments: number, excluded: QualityFlag[]): Promise<QualityScan> {
      const { rows } = await sql<{ flag: QualityFlag; n: number }>`select flag, count(*) as n from quality_flag
        where workspace_id = ${scope.workspaceId} and scan = ${scan} group by flag`.execute(writer);
      const imputed = await sql<{ n: number }>`select count(*) as n from imputed_score
        where workspace_id = ${scope.workspaceId} and scan = ${scan}`.execute(writer);
      const flagged = Object.fromEntries(rows.map(({ flag, n }) => [flag, n]));
      const result = { id: scan, endedAt: iso(clock()), comments, flagged, excluded, imputed: imputed.rows[0]!.n };
      const row = { scan, ended_at: result.endedAt, body: JSON.stringify(result) };
      await writer
        .insertInto('quality_scan')
        .values({ workspace_id: scope.workspaceId, ...row })
        .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
        .execute();
      await clear(writer, scope, sql`scan <> ${scan}`);
      return result;
    },

    /** The scan that counts; null before the first. */
    scan: (scope: Scope): Promise<QualityScan | null> => currentScan(reader, scope),

    async blocked({ workspaceId }: Scope): Promise<BlockedRespondent[]> {
      const rows = await reader
        .selectFrom('blocked_respondent')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .orderBy('since', 'desc')
        .orderBy('kind')
        .orderBy('value')
        .limit(mostBlocked)
        .execute();
      return rows.map(({ kind, value, since, lifted_at }) => {
        return { kind: kind as RespondentKind, value, since, liftedAt: lifted_at };
      });
    },

    /** Lets somebody in again: his answers count at once. False when he is not blocked. */
    async lift(scope: Scope, kind: RespondentKind, value: string): Promise<boolean> {
      const { keys } = (await settings.get(scope)).settings;
      const { workspaceId } = scope;
      return writer.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('blocked_respondent')
          .set({ lifted_at: iso(clock()) })
          .where('workspace_id', '=', workspaceId)
          .where('kind', '=', kind)
          .where('value', '=', value)
          .where('lifted_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        const who = kind === 'author' ? sql`c.author` : mapValue(sql.ref('c.metadata'), keys.device);
        const his = sql`workspace_id = ${workspaceId} and comment_id in
          (select c.id from comment c where c.workspace_id = ${workspaceId} and ${who} = ${value})`;
        await sql`delete from quality_flag where flag = 'blocked_respondent' and detail = ${kind} and ${his}`.execute(
          trx,
        );
        await sql`update quality_flag set excluded = 0 where flag = 'straight_line' and ${his}`.execute(trx);
        await auditRows(trx, [{ scope, action: 'quality.lift', subject: kind, detail: {} }], clock);
        return true;
      });
    },
  };
}

const mostBlocked = 1000;

/** Comments that were erased meanwhile are left out: flags must belong to something. */
async function stillThere(trx: Trx, workspaceId: string, rows: readonly (readonly unknown[])[]) {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map((row) => row[1] as string))];
  const found = await sql<{ id: string }>`select id from comment
    where workspace_id = ${workspaceId} and id in ${jsonList(ids)}`.execute(trx);
  const known = new Set(found.rows.map(({ id }) => id));
  return rows.filter((row) => known.has(row[1] as string));
}

export async function currentScan(db: Db | Trx, { workspaceId }: Scope): Promise<QualityScan | null> {
  const row = await db
    .selectFrom('quality_scan')
    .select('body')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row ? (JSON.parse(row.body) as QualityScan) : null;
}

/** In short transactions, so that nothing waits for long. */
async function clear(writer: Db, { workspaceId }: Scope, which: RawBuilder<unknown>): Promise<void> {
  for (const [table, key] of [
    ['quality_flag', 'comment_id, flag, scan'],
    ['imputed_score', 'comment_id, dimension, scan'],
  ] as const) {
    for (let more = true; more; ) {
      const lot = sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}
        and (${sql.raw(key)}) in (select ${sql.raw(key)} from ${sql.table(table)}
          where workspace_id = ${workspaceId} and ${which} limit ${rowsPerDelete})`;
      const { numAffectedRows = 0n } = await inWorkspaces(writer, [workspaceId], (trx) => lot.execute(trx));
      more = numAffectedRows >= BigInt(rowsPerDelete);
    }
  }
}

export async function commentCount(reader: Db, { workspaceId }: Scope, since: { after?: string }): Promise<number> {
  const later = since.after === undefined ? sql`` : sql`and received_at > ${since.after}`;
  const { rows } = await sql<{ n: number }>`select count(*) as n from comment
    where workspace_id = ${workspaceId} ${later}`.execute(reader);
  return rows[0]!.n;
}

async function durations(reader: Db, { workspaceId }: Scope, key: string): Promise<[number, number][]> {
  const { rows } = await sql<{ value: string | null; n: number }>`
    select ${mapValue(sql.ref('c.metadata'), key)} as value, count(*) as n from comment c
    where c.workspace_id = ${workspaceId} and c.metadata is not null group by 1`.execute(reader);
  return rows.flatMap(({ value, n }): [number, number][] => {
    const seconds = secondsOf(value);
    return seconds === null ? [] : [[seconds, n]];
  });
}

function secondsOf(value: string | null): number | null {
  const seconds = value === null || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** By source: those that the workspace names, or that at least half of the answers have. */
async function expected(
  reader: Db,
  { workspaceId }: Scope,
  named: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const answers = await sql<{ source: string; n: number }>`select c.source, count(*) as n from comment c
    where c.workspace_id = ${workspaceId} and c.ratings is not null group by c.source`.execute(reader);
  const answered = await sql<{ source: string; name: string; n: number }>`
    select c.source, entry.key as name, count(*) as n from comment c cross join ${mapEntries(sql.ref('c.ratings'))}
    where c.workspace_id = ${workspaceId} and c.ratings is not null group by 1, 2`.execute(reader);
  return new Map(
    answers.rows.map(({ source, n }) => {
      const counts = answered.rows.filter((row) => row.source === source).map((row) => [row.name, row.n] as const);
      return [source, named.length > 0 ? [...named].sort() : expectedDimensions(new Map(counts), n)];
    }),
  );
}

interface Row {
  id: string;
  text: string;
  source: string;
  channel: string | null;
  rating: number | null;
  scale_min: number;
  scale_max: number;
  ratings: string | null;
  author: string | null;
  device: string | null;
  duration: string | null;
  occurred_at: string;
}

async function readComments(
  reader: Db,
  { workspaceId }: Scope,
  keys: { device: string; duration: string },
  after: Position | null,
): Promise<Row[]> {
  const more = after ? sql`and ${beyond(['c.occurred_at', 'c.id'], '>', after)}` : sql``;
  const { rows } =
    await sql<Row>`select c.id, c.text, c.source, c.channel, c.rating, c.scale_min, c.scale_max, c.ratings,
      c.author, c.occurred_at, ${mapValue(sql.ref('c.metadata'), keys.device)} as device,
      ${mapValue(sql.ref('c.metadata'), keys.duration)} as duration
    from comment c where c.workspace_id = ${workspaceId} ${more}
    order by c.occurred_at, c.id limit ${commentsPerRead}`.execute(reader);
  return rows;
}

function toScanned({ scale_min: min, scale_max: max, ratings, duration, occurred_at: _, ...row }: Row): ScannedComment {
  return {
    ...row,
    scale: { min, max },
    ratings: ratings === null ? null : (JSON.parse(ratings) as Record<string, number>),
    duration: secondsOf(duration),
  };
}
