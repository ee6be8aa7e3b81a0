import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Taxonomies and lexicons that workspaces make their own. `workspace.taxonomy_version` and `lexicon_version` name the edition
 * in force, null: what ships with the service. An edition never changes; `key` is of its content. `revision` of a draft is
 * another after each change. leaf_place says where the codes of the taxonomy in force stand, merged and removed ones too:
 * `place` is what subtrees are cut from, `facts` are JSON of the leaf that the code stands for, null for a removed one;
 * `leaf` is its code. There are no rows while a shipped taxonomy is in force.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}

const ofWorkspace = sql`foreign key (workspace_id) references workspace (id) on delete cascade`;

const statements = [
  sql`alter table workspace add column taxonomy_version integer`,
  sql`alter table workspace add column lexicon_version integer`,
  sql`create table edition (
    workspace_id text not null, kind text not null, version integer not null, key text not null, content text not null,
    note text, created_at text not null, created_by text not null,
    primary key (workspace_id, kind, version), ${ofWorkspace})`,
  sql`create table edition_draft (
    workspace_id text not null, kind text not null, revision text not null, content text not null,
    updated_at text not null, updated_by text not null,
    primary key (workspace_id, kind), ${ofWorkspace})`,
  sql`create table leaf_place (
    workspace_id text not null, code text not null, place text not null, leaf text not null, facts text,
    primary key (workspace_id, code), ${ofWorkspace})`,
];
