import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Result } from '../errors.ts';
import { createJieba } from '../text/segment/jieba.ts';
import { cutByWords, type Segmenter } from '../text/segment/segmenter.ts';
import { loadSegmentation } from './segmentation.ts';

/** The libraries are loaded only when they are asked for: their dictionaries take time and memory. */
const require = createRequire(import.meta.url);

export const segmenterNames = ['jieba', 'jieba-rs', 'nodejieba'] as const;
export type SegmenterName = (typeof segmenterNames)[number];

/**
 * `jieba`, the default, is our own reading of the method; `jieba-rs` (@node-rs/jieba) gives the same words, more slowly.
 * `nodejieba` leaks its dictionaries when a worker thread ends and takes the process along when one is stopped in a
 * call, so it must run in child processes (see docs/decisions/0004-segmenters.md). All read the same dictionary and
 * domain words. Throws when nodejieba is asked for and not installed.
 */
export function createSegmenter(name: SegmenterName, lexiconDir: string, modelsDir: string): Result<Segmenter> {
  const file = join(lexiconDir, 'domain-words.dict');
  const words = readFileSync(file);
  const domainWords = createHash('sha256').update(words).digest('hex');
  if (name === 'jieba') {
    const loaded = loadSegmentation(modelsDir, domainWords);
    if (!loaded.ok) return loaded;
    return { ok: true, value: { id: loaded.value.id, cut: createJieba(loaded.value.model) } };
  }
  const id = `${name}+${domainWords.slice(0, 8)}`;
  if (name === 'jieba-rs') {
    const { Jieba } = require('@node-rs/jieba') as typeof import('@node-rs/jieba');
    const { dict } = require('@node-rs/jieba/dict.js') as typeof import('@node-rs/jieba/dict.js');
    const jieba = Jieba.withDict(dict);
    jieba.loadDict(words);
    return { ok: true, value: { id, cut: cutByWords((text) => jieba.cut(text, true)) } };
  }
  const nodejieba = require('nodejieba') as {
    load(options: { userDict: string }): void;
    cut(text: string, hmm: boolean): string[];
  };
  // Missing files make its loader abort the whole process, so the path is read above first.
  nodejieba.load({ userDict: file });
  return { ok: true, value: { id, cut: cutByWords((text) => nodejieba.cut(text, true)) } };
}
