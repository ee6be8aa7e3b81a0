import { sql } from 'kysely';
import type { Edition, ReadWith } from '../feedback/analysed.ts';
import type { EditionKind } from '../feedback/edition.ts';
import type { Db } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';

/** What a workspace has chosen to be read with, as its row says; 0 or null: what ships with the service. */
export interface Chosen {
  workspaceId: string;
  taxonomy: string;
  taxonomyVersion: number | null;
  lexiconVersion: number | null;
  model: number | null;
}

/** So many stay in memory, a hundred kilobytes each; they never change. */
const mostKept = 64;

/** Answers what tasks of workspaces carry; published versions are read once. */
export function createReadWith(reader: Db): (chosen: readonly Chosen[]) => Promise<ReadWith[]> {
  const kept = new Map<string, Edition>();

  async function load(wanted: readonly Wanted[]): Promise<Map<string, Edition>> {
    const found = new Map<string, Edition>();
    const missing = wanted.filter((one) => {
      const edition = kept.get(nameOf(one));
      if (edition) found.set(nameOf(one), edition);
      return edition === undefined;
    });
    if (missing.length === 0) return found;
    const names = ['workspace_id', 'kind', 'version'];
    const { rows } = await sql<{ workspace_id: string; kind: EditionKind; version: number } & Edition>`
      select e.workspace_id, e.kind, e.version, e.key, e.content from ${jsonRows(names, missing, { version: 'integer' })} as r join edition e
        on e.workspace_id = r.workspace_id and e.kind = r.kind and e.version = r.version`.execute(reader);
    for (const { workspace_id, kind, version, key, content } of rows) {
      const name = nameOf([workspace_id, kind, version]);
      found.set(name, { key, content });
      kept.set(name, { key, content });
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    }
    return found;
  }

  return async (chosen) => {
    const wanted = new Map(chosen.flatMap(wantedOf).map((one) => [nameOf(one), one]));
    const editions = wanted.size === 0 ? new Map<string, Edition>() : await load([...wanted.values()]);
    return chosen.map(({ workspaceId, taxonomy, taxonomyVersion, lexiconVersion, model }) => {
      const ownTaxonomy = editions.get(nameOf([workspaceId, 'taxonomy', taxonomyVersion ?? 0]));
      const lexicon = editions.get(nameOf([workspaceId, 'lexicon', lexiconVersion ?? 0]));
      const own = [ownTaxonomy, lexicon].filter((edition) => edition !== undefined);
      return {
        taxonomy: ownTaxonomy?.key ?? taxonomy,
        ...(lexicon && { lexicon: lexicon.key }),
        ...(own.length > 0 && { editions: own }),
        ...(model !== null && { model: { workspaceId, version: model } }),
      };
    });
  };
}

type Wanted = [workspaceId: string, kind: EditionKind, version: number];

function wantedOf({ workspaceId, taxonomyVersion, lexiconVersion }: Chosen): Wanted[] {
  const all: Wanted[] = [
    [workspaceId, 'taxonomy', taxonomyVersion ?? 0],
    [workspaceId, 'lexicon', lexiconVersion ?? 0],
  ];
  return all.filter(([, , version]) => version > 0);
}

function nameOf(wanted: Wanted): string {
  return wanted.join(' ');
}
