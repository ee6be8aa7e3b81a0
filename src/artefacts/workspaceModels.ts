import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../errors.ts';
import type { WorkspaceModelRef } from '../feedback/analysed.ts';
import { tableBytes, tableFromBytes } from '../text/classify/weightTable.ts';
import { type Adaptation, type AdaptationReader, createAdaptationReader } from '../text/sentiment/adaptation.ts';
import { type LoadedModel, loadVersion, type ModelManifest, sha256 } from './models.ts';

const name = 'sentiment';

/** The part of an adaptation that is not weights, as it stands in the manifest. */
interface AdaptationParameters {
  base: number;
  ngrams: { bits: number; scale: number };
  kinship: { bits: number; scale: number; centre: number; steepness: number } | null;
}

/**
 * Writes `<dir>/<workspace>/sentiment/<version>/` in the shape of the shipped models. The folder gets its name when all is on
 * the disk, so there is no half-written version; one that is there already is never touched: then this throws.
 */
export function writeWorkspaceModel(
  dir: string,
  { workspaceId, version }: WorkspaceModelRef,
  adaptation: Adaptation,
  about: Pick<ModelManifest<unknown>, 'training' | 'figures'> & { card: string },
): string {
  const { base, ngrams, kinship } = adaptation;
  const parameters: AdaptationParameters = {
    base,
    ngrams: { bits: ngrams.bits, scale: ngrams.scale },
    kinship: kinship && {
      bits: kinship.words.bits,
      scale: kinship.words.scale,
      centre: kinship.centre,
      steepness: kinship.steepness,
    },
  };
  const contents: Record<string, Uint8Array> = {
    'ngrams.bin': tableBytes(ngrams),
    ...(kinship && { 'kinship.bin': tableBytes(kinship.words) }),
    'CARD.md': Buffer.from(about.card),
  };
  const files = Object.entries(contents).map(([file, bytes]) => ({
    name: file,
    bytes: bytes.length,
    sha256: sha256(bytes),
  }));
  const { training, figures } = about;
  const manifest = { name, version, parameters, training, figures, files };
  const parent = join(dir, workspaceId, name);
  const unfinished = join(parent, `${version}.unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const [file, bytes] of Object.entries(contents)) writeDurably(join(unfinished, file), bytes);
  writeDurably(join(unfinished, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  flush(unfinished);
  renameSync(unfinished, join(parent, String(version)));
  flush(parent);
  return join(parent, String(version));
}

/** Removes what a training left that died before its model was listed. Never for a version that is listed. */
export function discardWorkspaceModel(dir: string, { workspaceId, version }: WorkspaceModelRef): void {
  rmSync(join(dir, workspaceId, name, String(version)), { recursive: true, force: true });
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts the names in a folder on the disk. */
function flush(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Loads one version and checks it against its hashes. All problems are listed. */
export function loadWorkspaceModel(
  dir: string,
  { workspaceId, version }: WorkspaceModelRef,
): Result<{ id: string; adaptation: Adaptation; manifest: ModelManifest<unknown> }> {
  const loaded = loadVersion<AdaptationParameters>(join(dir, workspaceId), name, version);
  if (!loaded.ok) return loaded;
  try {
    const { manifest } = loaded.value;
    const id = loaded.value.id.replace(name, 'workspace');
    return { ok: true, value: { id, adaptation: toAdaptation(loaded.value), manifest } };
  } catch (error) {
    return {
      ok: false,
      problems: [{ code: 'file_unreadable', detail: `${workspaceId}@${version}: ${String(error)}` }],
    };
  }
}

function toAdaptation({ manifest, files }: LoadedModel<AdaptationParameters>): Adaptation {
  const { base, ngrams, kinship } = manifest.parameters;
  const table = (file: string, { bits, scale }: { bits: number; scale: number }) =>
    tableFromBytes(files.get(file) ?? new Uint8Array(), bits, scale, 0);
  return {
    base,
    ngrams: table('ngrams.bin', ngrams),
    kinship: kinship && {
      words: table('kinship.bin', kinship),
      centre: kinship.centre,
      steepness: kinship.steepness,
    },
  };
}

export interface WorkspaceModels {
  /** null without a model, and for one that is not sound: then the shipped models read alone. */
  adaptation(model: WorkspaceModelRef | undefined): AdaptationReader | null;
  /** `workspace@<version>+<hash>`; null where `adaptation` is. */
  idOf(model: WorkspaceModelRef | undefined): string | null;
}

interface Opened {
  id: string;
  reader: AdaptationReader;
}

/** So many stay in memory, a third of a megabyte each. */
const mostOpen = 16;

/** The models of all workspaces, each loaded when it is first asked for. Without a folder there are none. */
export function createWorkspaceModels(dir: string | undefined): WorkspaceModels {
  const opened = new Map<string, Opened | null>();
  const open = (model: WorkspaceModelRef): Opened | null => {
    if (dir === undefined) return null;
    const loaded = loadWorkspaceModel(dir, model);
    return loaded.ok ? { id: loaded.value.id, reader: createAdaptationReader(loaded.value.adaptation) } : null;
  };
  const find = (model: WorkspaceModelRef): Opened | null => {
    const key = `${model.workspaceId}/${model.version}`;
    const known = opened.get(key);
    const found = known === undefined ? open(model) : known;
    opened.delete(key);
    opened.set(key, found);
    if (opened.size > mostOpen) opened.delete(opened.keys().next().value!);
    return found;
  };
  return {
    adaptation: (model) => (model === undefined ? null : (find(model)?.reader ?? null)),
    idOf: (model) => (model === undefined ? null : (find(model)?.id ?? null)),
  };
}
