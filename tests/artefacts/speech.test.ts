import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadSpeech } from '../../src/artefacts/speech.ts';

const models = join(packageRoot, 'models');
const folder = mkdtempSync(join(tmpdir(), 'huiyin-speech-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function partOf(word: string): string {
  const loaded = loadSpeech(models);
  if (!loaded.ok) throw new Error(loaded.problems[0].detail);
  return loaded.value(word);
}

test.each([
  ['物流', 'noun'],
  ['服务', 'noun'],
  ['包装', 'noun'],
  ['态度', 'noun'],
  ['购买', 'verb'],
  ['退货', 'verb'],
  ['便宜', 'adjective'],
  ['满意', 'adjective'],
  ['因为', 'other'],
  ['battery', 'noun'],
])('%s: %s', (word, part) => {
  expect(partOf(word)).toBe(part);
});

test('another dictionary than it was made with is refused', () => {
  for (const name of ['segmentation', 'speech']) cpSync(join(models, name), join(folder, name), { recursive: true });
  expect(loadSpeech(folder).ok).toBe(true);
  const file = join(folder, 'speech/1/manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/segmentation@1\+\w+/, 'segmentation@1+00000000'));
  expect(loadSpeech(folder)).toMatchObject({ ok: false, problems: [{ code: 'file_unreadable' }] });
});
