import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import type { Problem, Result } from '../errors.ts';
import type { Taxonomy, TaxonomyContent } from '../feedback/taxonomy.ts';
import { readTaxonomy } from './taxonomyShape.ts';

/**
 * Loads every `<id>.yaml` of the folder, ordered by id. All problems of all files are listed at once;
 * each names its file in `detail` and its place as a JSON pointer (or, for broken YAML, a line in `position`).
 */
export async function loadTaxonomies(dir: string): Promise<Result<Taxonomy[]>> {
  let files: string[];
  try {
    files = (await readdir(dir)).filter((name) => name.endsWith('.yaml')).sort();
  } catch (error) {
    return { ok: false, problems: [{ code: 'file_unreadable', detail: `${dir}: ${messageOf(error)}` }] };
  }
  if (files.length === 0) {
    return {
      ok: false,
      problems: [{ code: 'file_unreadable', detail: `${dir}: no taxonomy (*.yaml) in this folder` }],
    };
  }
  const results = await Promise.all(files.map((file) => loadFile(dir, file)));
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: results.flatMap((result) => (result.ok ? [result.value] : [])) };
}

/** 12 hex digits of SHA-256 over the content with sorted keys: layout and comments of the file do not change it. */
export function taxonomyVersion(content: TaxonomyContent): string {
  return contentHash(content);
}

export function contentHash(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 12);
}

async function loadFile(dir: string, file: string): Promise<Result<Taxonomy>> {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(dir, file)));
  } catch (error) {
    return { ok: false, problems: [{ code: 'file_unreadable', detail: `${file}: ${messageOf(error)}` }] };
  }
  let value: unknown;
  try {
    value = load(source);
  } catch (error) {
    return { ok: false, problems: [yamlProblem(file, error)] };
  }
  const result = readTaxonomy(value);
  if (!result.ok) {
    return {
      ok: false,
      problems: result.problems.map((p) => ({ ...p, detail: `${file}${p.pointer ?? ''}: ${p.detail}` })),
    };
  }
  if (`${result.value.id}.yaml` !== file) {
    const detail = `${file}/id: "${result.value.id}" is not the name of the file`;
    return { ok: false, problems: [{ code: 'invalid_format', detail, pointer: '/id' }] };
  }
  return { ok: true, value: { ...result.value, version: taxonomyVersion(result.value) } };
}

function yamlProblem(file: string, error: unknown): Problem {
  if (!(error instanceof YAMLException)) return { code: 'file_unreadable', detail: `${file}: ${messageOf(error)}` };
  const code = error.reason === 'duplicated mapping key' ? 'duplicate_key' : 'invalid_format';
  const problem: Problem = { code, detail: `${file}: ${error.reason}` };
  return error.mark ? { ...problem, position: error.mark.line + 1 } : problem;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
