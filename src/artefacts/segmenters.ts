import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import type { Segmenter } from '../text/segment/segmenter.ts';

export const segmenterNames = ['jieba-rs', 'nodejieba'] as const;
export type SegmenterName = (typeof segmenterNames)[number];

/**
 * `jieba-rs` (@node-rs/jieba) is the default. `nodejieba` leaks its dictionaries when a worker thread ends and takes the
 * process along when one is stopped in a call, so it must run in child processes (see docs/decisions/0004-two-segmenters.md).
 * Both read the same domain dictionary. Throws when nodejieba is asked for and not installed.
 */
export function createSegmenter(name: SegmenterName, lexiconDir: string): Segmenter {
  const file = join(lexiconDir, 'domain-words.dict');
  const words = readFileSync(file);
  const id = `${name}+${createHash('sha256').update(words).digest('hex').slice(0, 8)}`;
  if (name === 'jieba-rs') {
    const jieba = Jieba.withDict(dict);
    jieba.loadDict(words);
    return { id, cut: (text) => jieba.cut(text, true) };
  }
  const nodejieba = createRequire(import.meta.url)('nodejieba') as {
    load(options: { userDict: string }): void;
    cut(text: string, hmm: boolean): string[];
  };
  // Missing files make its loader abort the whole process, so the path is read above first.
  nodejieba.load({ userDict: file });
  return { id, cut: (text) => nodejieba.cut(text, true) };
}
