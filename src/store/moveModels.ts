/** Files of trained models: with the embedded database in the data folder, with PostgreSQL in rows that all processes read. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { WorkspaceModelRef } from '../feedback/analysed.ts';
import type { Trx } from './database/schema.ts';
import { putTogether } from './storedFiles.ts';

export interface ModelFile {
  name: string;
  content: Uint8Array;
}

/** The folder of models. */
export interface ModelFiles {
  /** None where the model is not there. */
  read(model: WorkspaceModelRef): ModelFile[];
  /** In place of what is there. */
  place(model: WorkspaceModelRef, files: readonly ModelFile[]): void;
}

/**
 * What was moved and found the same in both; `hash` is SHA-256 of the rows as JSON, one a line, in the order of their key.
 * Rows of `model files` are names and hashes.
 */
export interface MovedTable {
  table: string;
  rows: number;
  hash: string;
}

const table = 'model files';

/** Stores the files of all models of the target that are in the folder and were not stored before. */
export async function modelsToRows(to: Trx, models: ModelFiles): Promise<MovedTable> {
  const sent: string[] = [];
  const found: string[] = [];
  for (const model of await modelsOf(to)) {
    let stored = await storedFiles(to, model);
    if (stored.length === 0) {
      const files = models.read(model).map(({ name, content }) => ({ name: `${model.version}/${name}`, content }));
      await putTogether(to, { ...model, actor: 'system' }, 'model', files, Date.now());
      sent.push(...linesOf(model, files));
      stored = await storedFiles(to, model);
    } else sent.push(...linesOf(model, stored));
    found.push(...linesOf(model, stored));
  }
  return verified(sent, found);
}

/** Puts the files of stored models into the folder, and takes them out of the rows. */
export async function modelsToFolder(to: Trx, models: ModelFiles): Promise<MovedTable> {
  const sent: string[] = [];
  const found: string[] = [];
  for (const model of await modelsOf(to)) {
    const prefix = `${model.version}/`;
    const stored = await storedFiles(to, model);
    if (stored.length === 0) continue;
    models.place(
      model,
      stored.map(({ name, content }) => ({ name: name.slice(prefix.length), content })),
    );
    const placed = models.read(model).map(({ name, content }) => ({ name: prefix + name, content }));
    sent.push(...linesOf(model, stored));
    found.push(...linesOf(model, placed));
  }
  await sql`delete from stored_part where (workspace_id, content) in
    (select workspace_id, content from stored_file where kind = 'model')`.execute(to);
  await sql`delete from stored_file where kind = 'model'`.execute(to);
  return verified(sent, found);
}

async function modelsOf(trx: Trx): Promise<WorkspaceModelRef[]> {
  const { rows } = await sql<{ workspace_id: string; version: number }>`
    select workspace_id, version from workspace_model order by workspace_id, version`.execute(trx);
  return rows.map(({ workspace_id, version }) => ({ workspaceId: workspace_id, version }));
}

/** With the version before their names. */
async function storedFiles(trx: Trx, { workspaceId, version }: WorkspaceModelRef): Promise<ModelFile[]> {
  const { rows } = await sql<{ name: string; hash: string; part: Uint8Array | null }>`
    select f.name, f.hash, p.part from stored_file f
    left join stored_part p on p.workspace_id = f.workspace_id and p.content = f.content
    where f.workspace_id = ${workspaceId} and f.kind = 'model' and f.name >= ${`${version}/`} and f.name < ${`${version}0`}
    order by f.name, p.number`.execute(trx);
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const parts = rows.filter((row) => row.name === name);
    const content = Buffer.concat(parts.flatMap(({ part }) => (part ? [part] : [])));
    if (hashOf(content) !== parts[0]!.hash) throw different();
    return { name, content };
  });
}

function linesOf({ workspaceId }: WorkspaceModelRef, files: readonly ModelFile[]): string[] {
  const byName = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map(({ name, content }) => `${JSON.stringify([workspaceId, name, hashOf(content)])}\n`);
}

function verified(sent: readonly string[], found: readonly string[]): MovedTable {
  const hash = hashOf(sent.join(''));
  if (hashOf(found.join('')) !== hash) throw different();
  return { table, rows: sent.length, hash };
}

const hashOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

function different(): AppError {
  return new AppError('storage_failed', 'files of a model were not the same afterwards; nothing was kept');
}
