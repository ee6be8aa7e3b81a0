import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../errors.ts';
import type { WorkspaceModelRef } from '../feedback/analysed.ts';
import type { ConflictCorrection } from '../feedback/conflictOdds.ts';
import type { LeafCorrections } from '../feedback/leafCorrection.ts';
import { createPartReaders, type LearnedModel } from '../feedback/learning/parts.ts';
import { tableBytes, tableFromBytes, type WeightTable } from '../text/classify/weightTable.ts';
import type { AdaptationReader, AdaptationWeights, Kinship } from '../text/sentiment/adaptation.ts';
import { type LoadedModel, loadVersion, type ModelManifest, sha256 } from './models.ts';

const name = 'sentiment';

/** The part of an adaptation that is not weights, as it stands in the manifest. */
interface AdaptationParameters extends WeightParameters {
  kinship:
    | (TableParameters & Pick<Kinship, 'centre' | 'steepness'> & Partial<Pick<Kinship, 'unlisted' | 'length'>>)
    | null;
  /** Models of before there was one have none. */
  belief?: number;
  /** Models of before there were parts have none of these. */
  doubt?: number;
  parts?: WeightParameters[];
  latest?: string;
}

interface WeightParameters {
  base: number;
  ngrams: TableParameters;
}

interface TableParameters {
  bits: number;
  scale: number;
}

/**
 * Writes `<dir>/<workspace>/sentiment/<version>/` in the shape of the shipped models. The folder gets its name when all is on
 * the disk, so there is no half-written version; one that is there already is never touched: then this throws.
 */
export function writeWorkspaceModel(
  dir: string,
  { workspaceId, version }: WorkspaceModelRef,
  { adaptation, latest, leaves, conflicts }: LearnedModel,
  about: Pick<ModelManifest<unknown>, 'training' | 'figures'> & { card: string },
): string {
  const { belief, doubt, kinship, parts } = adaptation;
  const parameters: AdaptationParameters = {
    ...weightParameters(adaptation),
    kinship: kinship && {
      ...tableParameters(kinship.words),
      unlisted: kinship.unlisted,
      centre: kinship.centre,
      steepness: kinship.steepness,
      length: kinship.length,
    },
    belief,
    doubt,
    parts: parts.map(weightParameters),
    latest,
  };
  const contents: Record<string, Uint8Array> = {
    'ngrams.bin': tableBytes(adaptation.ngrams),
    ...Object.fromEntries(parts.map(({ ngrams }, p) => [partFile(p), tableBytes(ngrams)])),
    ...(kinship && { 'kinship.bin': tableBytes(kinship.words) }),
    ...(leaves && { [leavesFile]: Buffer.from(JSON.stringify(leaves)) }),
    ...(conflicts && { [conflictsFile]: Buffer.from(JSON.stringify(conflicts)) }),
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

const leavesFile = 'leaves.json';
const conflictsFile = 'conflicts.json';
const partFile = (part: number): string => `part-${part}.bin`;

function weightParameters({ base, ngrams }: AdaptationWeights): WeightParameters {
  return { base, ngrams: tableParameters(ngrams) };
}

function tableParameters({ bits, scale }: WeightTable): TableParameters {
  return { bits, scale };
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
): Result<{ id: string; model: LearnedModel; manifest: ModelManifest<unknown> }> {
  const loaded = loadVersion<AdaptationParameters>(join(dir, workspaceId), name, version);
  if (!loaded.ok) return loaded;
  try {
    const { manifest } = loaded.value;
    const id = loaded.value.id.replace(name, 'workspace');
    return { ok: true, value: { id, model: toModel(loaded.value), manifest } };
  } catch (error) {
    return {
      ok: false,
      problems: [{ code: 'file_unreadable', detail: `${workspaceId}@${version}: ${String(error)}` }],
    };
  }
}

function toModel({ manifest, files }: LoadedModel<AdaptationParameters>): LearnedModel {
  const { base, ngrams, kinship, belief = 1, doubt = 0, parts = [], latest = '' } = manifest.parameters;
  const table = (file: string, { bits, scale }: TableParameters) =>
    tableFromBytes(files.get(file) ?? new Uint8Array(), bits, scale, 0);
  const adaptation = {
    base,
    ngrams: table('ngrams.bin', ngrams),
    belief,
    doubt,
    kinship: kinship && {
      words: table('kinship.bin', kinship),
      unlisted: kinship.unlisted ?? 0,
      centre: kinship.centre,
      steepness: kinship.steepness,
      length: kinship.length ?? null,
    },
    parts: parts.map((part, p) => ({ base: part.base, ngrams: table(partFile(p), part.ngrams) })),
  };
  const leaves = jsonOf<LeafCorrections>(files.get(leavesFile));
  return { adaptation, latest, leaves, conflicts: jsonOf<ConflictCorrection>(files.get(conflictsFile)) };
}

function jsonOf<T>(bytes: Uint8Array | undefined): T | null {
  return bytes === undefined ? null : (JSON.parse(Buffer.from(bytes).toString()) as T);
}

export interface WorkspaceModels {
  /** null without a model, and for one that is not sound: then the shipped models read alone. */
  adaptation(model: WorkspaceModelRef | undefined): AdaptationReader | null;
  leafCorrections(model: WorkspaceModelRef | undefined): LeafCorrections | null;
  conflictCorrection(model: WorkspaceModelRef | undefined): ConflictCorrection | null;
  /** `workspace@<version>+<hash>`; null where `adaptation` is. */
  idOf(model: WorkspaceModelRef | undefined): string | null;
}

interface Opened {
  id: string;
  readerOf: (commentId?: string) => AdaptationReader;
  leaves: LeafCorrections | null;
  conflicts: ConflictCorrection | null;
}

/** So many stay in memory, a third of a megabyte each, or one and a third where ratings have taught. */
const mostOpen = 16;

/** The models of all workspaces, each loaded when it is first asked for. Without a folder there are none. */
export function createWorkspaceModels(dir: string | undefined): WorkspaceModels {
  const opened = new Map<string, Opened | null>();
  const open = (model: WorkspaceModelRef): Opened | null => {
    if (dir === undefined) return null;
    const loaded = loadWorkspaceModel(dir, model);
    if (!loaded.ok) return null;
    const { id, model: learned } = loaded.value;
    return { id, readerOf: createPartReaders(learned), leaves: learned.leaves, conflicts: learned.conflicts };
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
    adaptation: (model) => (model === undefined ? null : (find(model)?.readerOf(model.commentId) ?? null)),
    leafCorrections: (model) => (model === undefined ? null : (find(model)?.leaves ?? null)),
    conflictCorrection: (model) => (model === undefined ? null : (find(model)?.conflicts ?? null)),
    idOf: (model) => (model === undefined ? null : (find(model)?.id ?? null)),
  };
}
