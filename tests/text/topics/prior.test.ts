import { expect, it } from 'vitest';
import { layOut } from '../../../src/text/topics/layout.ts';
import { optimiseAlpha } from '../../../src/text/topics/prior.ts';
import { engineFor, themedRows } from './tools.ts';

it('learns a larger prior for the topic that is in more documents, and a small one where documents are of one topic', () => {
  const rows = themedRows(2, 200, 1);
  const layout = layOut(engineFor(rows, 3).memory, rows, 3, 0.01);
  // Three quarters of the documents are all topic 0, a quarter topic 1, none topic 2.
  for (let d = 0; d < 200; d++) layout.assigned.fill(d % 4 === 0 ? 1 : 0, rows.offsets[d], rows.offsets[d + 1]);
  let alpha: Float64Array = new Float64Array(3).fill(0.1);
  for (let i = 0; i < 20; i++) alpha = optimiseAlpha(layout, alpha);
  expect(alpha[0]).toBeGreaterThan(2 * alpha[1]);
  expect(alpha[1]).toBeGreaterThan(alpha[2]);
  expect(alpha[0]).toBeLessThan(0.1);
  expect(alpha[2]).toBe(1e-3);
});
