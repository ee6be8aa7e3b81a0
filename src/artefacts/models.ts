import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, Result } from '../errors.ts';

/** `models/<name>/<version>/manifest.json`. Written by the training scripts, never by hand. */
export interface ModelManifest<Parameters> {
  name: string;
  /** Counts up; a version never changes once it is committed. */
  version: number;
  /** What the stage needs beside the weights. */
  parameters: Parameters;
  /** What it was learned from, and with which settings: enough to learn it again to the byte. */
  training: {
    seed: number;
    licence: 'all' | 'open';
    sets: { name: string; licence: string; texts: number }[];
    settings: object;
  };
  /** Figures on the dev splits. */
  figures: object;
  files: { name: string; bytes: number; sha256: string }[];
}

export interface LoadedModel<Parameters> {
  manifest: ModelManifest<Parameters>;
  /** `<name>@<version>+<hash of all files>`, part of an analysis's version. */
  id: string;
  files: ReadonlyMap<string, Uint8Array>;
}

/** Loads the newest version of a model and checks every file against its hash. All problems are listed. */
export function loadModel<Parameters>(modelsDir: string, name: string): Result<LoadedModel<Parameters>> {
  const version = newestVersion(join(modelsDir, name));
  if (version === null) return { ok: false, problems: [problem(`no version of the model «${name}» in ${modelsDir}`)] };
  return loadVersion(modelsDir, name, version);
}

/** Loads one version of a model and checks every file against its hash. All problems are listed. */
export function loadVersion<Parameters>(
  modelsDir: string,
  name: string,
  version: number,
): Result<LoadedModel<Parameters>> {
  const dir = join(modelsDir, name, String(version));
  let manifest: ModelManifest<Parameters>;
  try {
    manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as ModelManifest<Parameters>;
  } catch (cause) {
    return { ok: false, problems: [problem(`${join(dir, 'manifest.json')}: ${String(cause)}`)] };
  }
  const problems: Problem[] = [];
  const files = new Map<string, Uint8Array>();
  for (const file of manifest.files) {
    const loaded = readChecked(join(dir, file.name), file);
    if (loaded.ok) files.set(file.name, loaded.value);
    else problems.push(...loaded.problems);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { manifest, id: `${name}@${version}+${modelHash(manifest)}`, files } };
}

function newestVersion(dir: string): number | null {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch {
    return null;
  }
  const versions = names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  return versions.length === 0 ? null : Math.max(...versions);
}

function readChecked(path: string, expected: { bytes: number; sha256: string }): Result<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    return { ok: false, problems: [problem(String(cause))] };
  }
  if (bytes.length === expected.bytes && sha256(bytes) === expected.sha256) return { ok: true, value: bytes };
  return { ok: false, problems: [problem(`${path}: content differs from its manifest`)] };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Short hash over parameters and files. */
function modelHash(manifest: ModelManifest<unknown>): string {
  return sha256(JSON.stringify([manifest.parameters, manifest.files])).slice(0, 8);
}

function problem(detail: string): Problem {
  return { code: 'file_unreadable', detail };
}
