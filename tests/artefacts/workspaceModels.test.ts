import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createWorkspaceModels,
  discardWorkspaceModel,
  loadWorkspaceModel,
  writeWorkspaceModel,
} from '../../src/artefacts/workspaceModels.ts';
import { partOf } from '../../src/feedback/learning/parts.ts';
import { TokenKind } from '../../src/text/segment/tokens.ts';
import type { Adaptation } from '../../src/text/sentiment/adaptation.ts';
import { tempDir } from '../contracts/support.ts';

let dir: ReturnType<typeof tempDir>;
beforeEach(() => {
  dir = tempDir();
});
afterEach(() => dir.remove());

const table = { bits: 4, scale: 2, general: Int16Array.from({ length: 16 }, (_, b) => b * 300 - 2000), experts: [] };
const adaptation: Adaptation = {
  base: 0.25,
  ngrams: table,
  belief: 0.5,
  doubt: 0.2,
  kinship: { words: { ...table, scale: 3 }, unlisted: -1, centre: 1, steepness: 2, length: { mean: 3, deviation: 1 } },
  parts: [0, 1, 2].map((p) => ({ base: p / 2, ngrams: { ...table, scale: 4 + p } })),
};
const latest = 'm';
const leaves = { buckets: 16, leaves: [{ code: 'a.b', base: 0.5, features: [1, 7], weights: [0.25, -1] }] };
const conflicts = { base: 0.5, disagreement: -0.1, strength: 0, side: 0.25 };
const about = { training: { seed: 1, licence: 'all' as const, sets: [], settings: {} }, figures: {}, card: 'card\n' };
const own = { workspaceId: 'w', version: 1 };
const write = (ref = own, model = adaptation) =>
  writeWorkspaceModel(dir.path, ref, { adaptation: model, latest, leaves, conflicts }, about);

it('what is written is what is loaded', () => {
  write();
  const loaded = loadWorkspaceModel(dir.path, own);
  expect(loaded.ok && loaded.value.model).toEqual({ adaptation, latest, leaves, conflicts });
  expect(loaded.ok && loaded.value.id).toMatch(/^workspace@1\+[0-9a-f]{8}$/);
  write({ workspaceId: 'w', version: 2 }, { ...adaptation, kinship: null });
  const second = loadWorkspaceModel(dir.path, { workspaceId: 'w', version: 2 });
  expect(second.ok && second.value.model.adaptation.kinship).toBeNull();
});

it('a version is never overwritten', () => {
  const folder = write();
  const before = readFileSync(join(folder, 'manifest.json'), 'utf8');
  expect(() => write(own, { ...adaptation, base: 9 })).toThrow();
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(before);
});

it.each<[string, (folder: string) => void]>([
  ['without its manifest', (folder) => rmSync(join(folder, 'manifest.json'))],
  ['with half a manifest', (folder) => truncateSync(join(folder, 'manifest.json'), 40)],
  ['with half of its weights', (folder) => truncateSync(join(folder, 'ngrams.bin'), 16)],
  ['with other weights', (folder) => writeFileSync(join(folder, 'kinship.bin'), Buffer.alloc(32))],
  ['without its weights', (folder) => rmSync(join(folder, 'ngrams.bin'))],
  ['with a part too few', (folder) => rmSync(join(folder, 'part-1.bin'))],
])('a model %s is refused, and the shipped models read alone', (_name, damage) => {
  damage(write());
  expect(loadWorkspaceModel(dir.path, own)).toMatchObject({ ok: false, problems: [{ code: 'file_unreadable' }] });
  const models = createWorkspaceModels(dir.path);
  expect(models.adaptation(own)).toBeNull();
  expect(models.idOf(own)).toBeNull();
});

it('an unfinished version is none, and does not stand in the way', () => {
  const unfinished = join(dir.path, 'w', 'sentiment', '1.unfinished');
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'ngrams.bin'), 'half');
  expect(loadWorkspaceModel(dir.path, own).ok).toBe(false);
  write();
  expect(loadWorkspaceModel(dir.path, own).ok).toBe(true);
});

it('what a dead training left can be thrown away, and written again', () => {
  write();
  discardWorkspaceModel(dir.path, own);
  write(own, { ...adaptation, base: 9 });
  const loaded = loadWorkspaceModel(dir.path, own);
  expect(loaded.ok && loaded.value.model.adaptation.base).toBe(9);
});

const features = {
  units: 1,
  words: 1,
  word: Int32Array.of(7),
  one: Int32Array.of(1),
  two: Int32Array.of(0),
  three: Int32Array.of(0),
  unitToken: Int32Array.of(0),
  wordToken: Int32Array.of(0),
  pair: Int32Array.of(0),
};

const document = {
  text: '好',
  tokens: { text: '好', count: 1, start: [0], end: [1], kind: [TokenKind.Han] },
  clauses: [],
};

it('a workspace has its own models and nobody else’s', () => {
  write();
  write({ workspaceId: 'v', version: 1 }, { ...adaptation, base: -1 });
  const models = createWorkspaceModels(dir.path);
  const shift = (workspaceId: string) => models.adaptation({ workspaceId, version: 1 })!(features, document).shift(0);
  expect(shift('w')).toBeGreaterThan(0);
  expect(shift('v')).toBeLessThan(0);
  expect(models.adaptation({ workspaceId: 'u', version: 1 })).toBeNull();
  expect(models.adaptation(undefined)).toBeNull();
  expect(createWorkspaceModels(undefined).adaptation(own)).toBeNull();
});

it('a stored comment is read by the part that has not learned from it, a later one by what all have taught', () => {
  write(own, { ...adaptation, kinship: null });
  const models = createWorkspaceModels(dir.path);
  const shift = (commentId?: string) =>
    models.adaptation({ ...own, ...(commentId !== undefined && { commentId }) })!(features, document).shift(0);
  for (const id of ['a', 'b', 'c', 'd', 'e']) expect(shift(id)).toBe(partOf(id) / 2);
  expect(shift('n')).toBe(0.25);
  expect(shift()).toBe(0.25);
});

it('a model of before there were parts reads everything', () => {
  const { belief: _, doubt: __, parts: ___, ...before } = adaptation;
  const folder = write(own, {
    ...before,
    belief: 1,
    doubt: 0,
    parts: [],
    kinship: { ...adaptation.kinship!, length: null },
  });
  const file = join(folder, 'manifest.json');
  const { parameters, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const { base, ngrams, kinship } = parameters;
  const { length: ____, unlisted: _____, ...kin } = kinship;
  writeFileSync(file, JSON.stringify({ ...rest, parameters: { base, ngrams, kinship: kin } }));
  const loaded = loadWorkspaceModel(dir.path, own);
  expect(loaded.ok && loaded.value.model.adaptation).toMatchObject({
    belief: 1,
    doubt: 0,
    parts: [],
    kinship: { unlisted: 0, length: null },
  });
  expect(createWorkspaceModels(dir.path).adaptation({ ...own, commentId: 'a' })).not.toBeNull();
});
