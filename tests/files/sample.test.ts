import { expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { createOpenImport } from '../../src/files/openImport.ts';
import { openSample } from '../../src/files/sample.ts';
import { collect, outcomes } from './helpers.ts';

test('every sample comment is accepted, and its telephone numbers are masked', async () => {
  const stream = await openSample(createOpenImport({ mask: true }), packageRoot);
  const rows = await collect(stream.rows);
  expect(rows.length).toBe(432);
  expect(outcomes(rows).filter((text) => /^\d+: /.test(text))).toEqual([]);
  const comments = rows.flatMap(({ comment }) => (comment.ok ? [comment.value] : []));
  expect(new Set(comments.map((comment) => comment.externalId)).size).toBe(rows.length);
  expect(new Set(comments.map((comment) => comment.text)).size).toBe(rows.length);
  expect(new Set(comments.map((comment) => comment.channel)).size).toBe(7);
  expect(comments.filter((comment) => comment.masked.length > 0).length).toBe(2);
});
