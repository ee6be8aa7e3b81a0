/** Folders of workspaces' models, as they travel between machines. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceModelRef } from '../feedback/analysed.ts';
import { sha256 } from './models.ts';

export interface ModelFile {
  name: string;
  content: Uint8Array;
}

/** It names the others with their hashes, so its own hash stands for all. */
const manifestName = 'manifest.json';

export function modelFolder(dir: string, { workspaceId, version }: WorkspaceModelRef): string {
  return join(dir, workspaceId, 'sentiment', String(version));
}

/** The files of a model that was written whole. */
export function readModelFolder(dir: string, model: WorkspaceModelRef): ModelFile[] {
  const folder = modelFolder(dir, model);
  return readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name)) }));
}

/** SHA-256 of the manifest in hex, or null when there is none. */
export function manifestHash(dir: string, model: WorkspaceModelRef): string | null {
  try {
    return sha256(readFileSync(join(modelFolder(dir, model), manifestName)));
  } catch {
    return null;
  }
}

/** Puts a folder in place of what is there. It gets its name when all is written, so there is no half of one. */
export function placeModelFolder(dir: string, model: WorkspaceModelRef, files: readonly ModelFile[]): void {
  const folder = modelFolder(dir, model);
  const [coming, leaving] = [`${folder}.${randomUUID()}`, `${folder}.${randomUUID()}`];
  mkdirSync(coming, { recursive: true });
  for (const { name, content } of files) writeFileSync(join(coming, name), content);
  try {
    renameSync(folder, leaving);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    renameSync(coming, folder);
  } catch (error) {
    // Another process with the same folder was faster, with the same files.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    rmSync(coming, { recursive: true, force: true });
  }
  rmSync(leaving, { recursive: true, force: true });
}
