import { sql } from 'kysely';
import type { Scope } from '../../feedback/read.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database/schema.ts';

const freshMs = 60_000;
const mostKept = 50;

interface Kept {
  state: string;
  until: number;
  value: Promise<unknown>;
}

/**
 * Keeps what takes long to count, for a minute at most and only while the roll-ups of the workspace say the same: comments that come,
 * go, are analysed or decided change them. Who asks for what is being counted waits for it, so that many who look at one page
 * count once.
 */
export function createCache(reader: Db, clock: Clock) {
  const kept = new Map<string, Kept>();

  return async function cached<T>(scope: Scope, asked: unknown, count: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([scope.workspaceId, asked]);
    const state = await stateOf(reader, scope);
    const now = clock();
    const found = kept.get(key);
    if (found && found.state === state && found.until > now) return found.value as Promise<T>;
    const value = count();
    kept.delete(key);
    kept.set(key, { state, until: now + freshMs, value });
    value.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > mostKept) kept.delete(oldest!);
    return value;
  };
}

async function stateOf(reader: Db, { workspaceId }: Scope): Promise<string> {
  const { rows } = await sql<object>`
    select count(*) as n, sum(comments) as comments, sum(score_sum) as scores, sum(position_sum) as positions,
      sum(covered) as covered, sum(csat) as csat,
      (select scan from quality_scan where workspace_id = ${workspaceId}) as scan,
      (select version from statistics_settings where workspace_id = ${workspaceId}) as version,
      (select max(id) from decision where workspace_id = ${workspaceId}) as decision,
      (select count(*) from blocked_respondent where workspace_id = ${workspaceId} and lifted_at is not null) as lifted
    from rollup where workspace_id = ${workspaceId} and leaf = ''`.execute(reader);
  return JSON.stringify(rows[0]);
}
