import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../src/artefacts/paths.ts';

/** Texts to fill a service with: of the train split of `set` in the folder `data`, or of the sample. */
export function benchTexts(data: string | undefined, set: string): string[] {
  const lines = data
    ? gunzipSync(readFileSync(join(data, `${set}.train.jsonl.gz`))).toString('utf8')
    : readFileSync(join(packageRoot, 'samples/comments.ndjson'), 'utf8');
  return lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

/** Body `batch` of `total` comments in bodies of `size`: five ratings, three channels, 200 days, two sources, four regions. */
export function benchBatch(texts: string[], total: number, size: number, batch: number): string {
  const step = Math.max(1, Math.floor(texts.length / total));
  const comments = Array.from({ length: Math.min(size, total - batch * size) }, (_, i) => {
    const n = batch * size + i;
    return {
      source: n % 10 === 0 ? 'survey' : 'bench',
      externalId: `b-${n}`,
      text: texts[(n * step) % texts.length],
      rating: 1 + (n % 5),
      channel: ['app', 'web', 'store'][n % 3],
      occurredAt: new Date(Date.UTC(2026, 0, 1) + (n % 200) * 86_400_000).toISOString(),
      metadata: { region: ['north', 'east', 'south', 'west'][n % 4] },
    };
  });
  return JSON.stringify({ comments });
}
