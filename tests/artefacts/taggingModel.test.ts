import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../src/artefacts/models.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTaggingModel, type TaggingParameters } from '../../src/artefacts/taggingModel.ts';
import { loadTaxonomies } from '../../src/artefacts/taxonomies.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tagging-'));
  cpSync(join(packageRoot, 'models', 'tagging'), join(dir, 'tagging'), { recursive: true });
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function change(edit: (parameters: TaggingParameters) => void): void {
  const [version] = readdirSync(join(dir, 'tagging'));
  const file = join(dir, 'tagging', version!, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest<TaggingParameters>;
  edit(manifest.parameters);
  writeFileSync(file, JSON.stringify(manifest));
}

describe('the tagging model', () => {
  it('knows the leaves of its taxonomy and stays small', async () => {
    const loaded = loadTaggingModel(dir);
    const taxonomies = await loadTaxonomies(join(packageRoot, 'lexicons', 'taxonomies'));
    if (!loaded.ok || !taxonomies.ok) throw new Error('not loaded');
    const { model } = loaded.value;
    const leaves = taxonomies.value.find(({ id }) => id === model.taxonomy)?.leaves ?? [];
    expect(leaves.map(({ code }) => code)).toEqual(expect.arrayContaining([...model.codes]));
    expect(model.ngrams.entries.byteLength).toBeLessThan(2 * 2 ** 20);
    for (const leaning of model.leaning) expect(Math.abs(leaning)).toBeLessThanOrEqual(1);
  });

  it.each<[string, (parameters: TaggingParameters) => void]>([
    ['kinds', (p) => p.domains.reverse()],
    ['features', (p) => (p.verdict = { ...p.verdict, coefficients: [1] })],
    ['one number a leaf', (p) => p.leaning.pop()],
    ['a leaf that is not there', (p) => (p.codes = p.codes.slice(0, 3))],
  ])('is refused when its parameters do not fit: %s', (word, edit) => {
    change(edit);
    expect(loadTaggingModel(dir)).toMatchObject({ ok: false, problems: [{ detail: expect.stringContaining(word) }] });
  });
});
