import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sentimentLabels } from '../../../src/feedback/analysis.ts';
import { createFactColumns } from '../../../src/feedback/topics/factColumns.ts';
import type { CommentFacts } from '../../../src/feedback/topics/facts.ts';

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const facts: fc.Arbitrary<CommentFacts> = fc.record({
  sentiment: orNull(fc.constantFrom(...sentimentLabels)),
  score: orNull(fc.double({ min: -1, max: 1, noNaN: true })),
  rating: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
  channel: orNull(fc.constantFrom('app', 'web', '', '__proto__')),
  day: orNull(fc.constantFrom('2026-01-01', '2026-02-03')),
  leaves: fc.uniqueArray(fc.constantFrom('a.b', 'a.c', 'd'), { maxLength: 3 }),
});

it('gives back what was put in, at every place', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 40 }), (list) => {
      const columns = createFactColumns();
      for (const one of list) columns.add(one);
      expect(columns.length).toBe(list.length);
      expect(list.map((_, i) => columns.of(i))).toEqual(list);
    }),
  );
});
