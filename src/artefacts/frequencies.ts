import type { Result } from '../errors.ts';
import { createWordTable, type WordTable } from '../text/vectorise/wordTable.ts';
import { loadModel } from './models.ts';

interface FrequencyParameters {
  /** Number of texts that were counted. */
  documents: number;
}

/** Background document frequencies (models/frequencies) as inverse ones: idf = ln((1 + N) / (1 + df)) + 1; 0 for stop words. */
export function loadBackgroundIdf(
  modelsDir: string,
  stopWords: ReadonlySet<string>,
): Result<{ id: string; idf: WordTable }> {
  const loaded = loadModel<FrequencyParameters>(modelsDir, 'frequencies');
  if (!loaded.ok) return loaded;
  const { documents } = loaded.value.manifest.parameters;
  const idfOf = (count: number): number => Math.log((1 + documents) / (1 + count)) + 1;
  const table = new Map<string, number>();
  for (const line of new TextDecoder().decode(loaded.value.files.get('terms.tsv')).split('\n')) {
    const [term, count] = line.split('\t');
    if (count) table.set(term, idfOf(Number(count)));
  }
  for (const word of stopWords) table.set(word, 0);
  return { ok: true, value: { id: loaded.value.id, idf: createWordTable(table, idfOf(0)) } };
}
