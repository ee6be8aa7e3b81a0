/** Where the codes of a workspace's own taxonomy stand, for whatever was said under them before. */
import { sql } from 'kysely';
import type { Issue } from '../feedback/analysis.ts';
import type { Decided } from '../feedback/decision.ts';
import type { Scope } from '../feedback/read.ts';
import type { LeafFacts, LeafPlace } from '../feedback/taxonomy.ts';
import type { Db, Trx } from './database/schema.ts';
import { insertRows, jsonList } from './database/sql.ts';
import { type Condition, inSubtrees } from './filters.ts';

/** Puts these in the place of all. */
export async function putPlaces(trx: Trx, { workspaceId }: Scope, places: readonly LeafPlace[]): Promise<void> {
  await trx.deleteFrom('leaf_place').where('workspace_id', '=', workspaceId).execute();
  const rows = places.map(({ code, place, facts }) => {
    return [workspaceId, code, place, facts?.code ?? code, facts && JSON.stringify(facts)];
  });
  await insertRows(trx, 'leaf_place', ['workspace_id', 'code', 'place', 'leaf', 'facts'], rows, sql``);
}

/** By code. Empty while a shipped taxonomy is in force. */
export async function placesOf(db: Db | Trx, workspaceId: string): Promise<Map<string, LeafPlace>> {
  const rows = await db.selectFrom('leaf_place').selectAll().where('workspace_id', '=', workspaceId).execute();
  return new Map(
    rows.map(({ code, place, facts }) => {
      return [code, { code, place, facts: facts === null ? null : (JSON.parse(facts) as LeafFacts) }];
    }),
  );
}

/** True where `column` holds a code that stands under one of `labels`, or is called so, or once was. */
export function codeIn(column: string, labels: readonly string[], places: ReadonlyMap<string, LeafPlace>): Condition {
  if (places.size === 0) return inSubtrees(column, labels);
  const isUnder = (place: string): boolean => labels.some((label) => place === label || place.startsWith(`${label}.`));
  const named = new Set(labels.map((label) => places.get(label)?.facts?.code ?? label));
  const known = [...places.values()];
  const inside = known.filter(({ code, place, facts }) => isUnder(place) || named.has(facts?.code ?? code));
  const codes = (of: LeafPlace[]) => jsonList(of.map(({ code }) => code));
  const name = sql.ref(column);
  return sql`(${name} in ${codes(inside)} or (${inSubtrees(column, labels)} and ${name} not in ${codes(known)}))`;
}

/** The codes that were merged into each leaf. */
export async function mergedInto(trx: Trx, workspaceIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await trx
    .selectFrom('leaf_place')
    .select(['workspace_id', 'code', 'leaf'])
    .where('workspace_id', 'in', jsonList(workspaceIds))
    .whereRef('code', '<>', 'leaf')
    .execute();
  const former = new Map<string, string[]>();
  for (const { workspace_id, code, leaf } of rows) {
    const key = `${workspace_id} ${leaf}`;
    former.set(key, [...(former.get(key) ?? []), code]);
  }
  return former;
}

/** What was decided, in the words of the taxonomy in force: of a leaf that was merged, what is its heir's. */
export function inPresentCodes(decided: Decided, places: ReadonlyMap<string, LeafPlace>): Decided {
  if (!decided.issues || places.size === 0) return decided;
  const leaves = new Map<string, Issue[]>();
  for (const { code, issues } of decided.issues.leaves) {
    const facts = places.get(code)?.facts;
    const present = facts?.code ?? code;
    // That a comment is not about a part says nothing about the whole.
    if (present !== code && issues.length === 0) continue;
    const moved = facts ? issues.map((issue) => ({ ...issue, ...facts })) : issues;
    leaves.set(present, [...(leaves.get(present) ?? []), ...moved]);
  }
  return {
    ...decided,
    issues: { ...decided.issues, leaves: [...leaves].map(([code, issues]) => ({ code, issues })) },
  };
}
