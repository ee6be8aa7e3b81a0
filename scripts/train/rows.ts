import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One labelled comment of the training data, as `<set>.<split>.jsonl.gz` holds it. */
export interface Row {
  id: string;
  text: string;
  dataset?: string;
  category?: string;
  licence_class?: string;
  issues?: { code: string; polarity: 'positive' | 'negative' | 'neutral'; quote: string }[];
}

/** Reads one file of the training data. */
export function readRows<T = Row>(dataDir: string, set: string, split = 'train'): T[] {
  const packed = readFileSync(join(dataDir, `${set}.${split}.jsonl.gz`));
  return gunzipSync(packed)
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** FNV-1a, for splits that do not depend on the order of the rows. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Seeded generator of numbers in 0..1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
