import type { Result } from '../errors.ts';
import type { Document } from '../text/document.ts';
import type { BackgroundWords } from '../text/sentiment/fitKinship.ts';
import { createFeatureReader } from '../text/vectorise/features.ts';
import { loadModel } from './models.ts';

/** The document frequencies of models/frequencies by the hash that n-gram models see of each word. */
export function loadBackgroundWords(
  modelsDir: string,
  read: (text: string) => Document,
): Result<BackgroundWords & { id: string }> {
  const loaded = loadModel<{ documents: number }>(modelsDir, 'frequencies');
  if (!loaded.ok) return loaded;
  const readFeatures = createFeatureReader();
  const counts = new Map<number, number>();
  for (const line of new TextDecoder().decode(loaded.value.files.get('terms.tsv')).split('\n')) {
    const [term, count] = line.split('\t');
    if (!count) continue;
    const { words, word } = readFeatures(read(term).tokens, null);
    if (words === 1) counts.set(word[0], (counts.get(word[0]) ?? 0) + Number(count));
  }
  const { documents } = loaded.value.manifest.parameters;
  return { ok: true, value: { id: loaded.value.id, documents, of: (hash) => counts.get(hash) ?? 0 } };
}
