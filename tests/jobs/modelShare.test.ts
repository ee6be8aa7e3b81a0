import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manifestHash, modelFolder, placeModelFolder, readModelFolder } from '../../src/artefacts/modelFolder.ts';
import { sha256 } from '../../src/artefacts/models.ts';
import type { WorkspaceModelRef } from '../../src/feedback/analysed.ts';
import { createModelShare, type ModelFolder } from '../../src/jobs/learning/share.ts';
import type { SharedFiles } from '../../src/jobs/store.ts';
import { tempDir } from '../contracts/support.ts';

const model: WorkspaceModelRef = { workspaceId: 'w', version: 3 };
let dir: ReturnType<typeof tempDir>;
beforeEach(() => {
  dir = tempDir();
});
afterEach(() => dir.remove());

/** What the database keeps, in memory. */
function memory(): SharedFiles & { all: Map<string, Uint8Array> } {
  const all = new Map<string, Uint8Array>();
  return {
    all,
    put: async () => expect.fail('files of models are stored with their row'),
    async read(_scope, _kind, name) {
      const content = all.get(name);
      return (
        (content &&
          (async function* () {
            yield content;
          })()) ??
        null
      );
    },
    list: async (_scope, _kind, prefix) =>
      [...all]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, content]) => ({ name, hash: sha256(content), bytes: 1 })),
    remove: async () => {},
  };
}

function folderIn(name: string, isSound = () => true): ModelFolder {
  const path = join(dir.path, name);
  return {
    read: (ref) => readModelFolder(path, ref),
    place: (ref, files) => placeModelFolder(path, ref, files),
    manifestHash: (ref) => manifestHash(path, ref),
    isSound,
  };
}

function write(name: string, manifest: string, weights: string): void {
  const folder = modelFolder(join(dir.path, name), model);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'weights.bin'), weights);
  if (manifest !== '') writeFileSync(join(folder, 'manifest.json'), manifest);
}

const contentOf = (name: string) =>
  Object.fromEntries(
    readModelFolder(join(dir.path, name), model).map(({ name: file, content }) => [
      file,
      Buffer.from(content).toString(),
    ]),
  );

test('a model that was trained on one machine is on the other when it is asked for', async () => {
  const files = memory();
  write('one', 'm1', 'w1');
  for (const { name, content } of createModelShare(files, folderIn('one')).filesOf(model)) files.all.set(name, content);
  expect([...files.all.keys()].sort()).toEqual(['3/manifest.json', '3/weights.bin']);
  const share = createModelShare(files, folderIn('two'));
  await Promise.all([share.fetch(model), share.fetch(model)]);
  expect(contentOf('two')).toEqual({ 'manifest.json': 'm1', 'weights.bin': 'w1' });
});

test.each([
  ['half of a folder', '', 'w'],
  ['the folder of a run that was not the one that counted', 'other', 'other'],
])('%s is replaced by what is stored', async (_what, manifest, weights) => {
  const files = memory();
  files.all.set('3/manifest.json', Buffer.from('m1')).set('3/weights.bin', Buffer.from('w1'));
  write('two', manifest, weights);
  await createModelShare(files, folderIn('two')).fetch(model);
  expect(contentOf('two')).toEqual({ 'manifest.json': 'm1', 'weights.bin': 'w1' });
});

test('a folder that is damaged is brought again, and one that nobody has stored is left as it is', async () => {
  const files = memory();
  write('two', 'm1', 'damaged');
  await createModelShare(
    files,
    folderIn('two', () => false),
  ).fetch(model);
  expect(contentOf('two')).toEqual({ 'manifest.json': 'm1', 'weights.bin': 'damaged' });
  files.all.set('3/manifest.json', Buffer.from('m1')).set('3/weights.bin', Buffer.from(randomUUID()));
  await createModelShare(
    files,
    folderIn('two', () => false),
  ).fetch(model);
  expect(contentOf('two')['weights.bin']).not.toBe('damaged');
});
