import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Conflict,
  conflictTypes,
  type Issue,
  type SentimentLabel,
  sentimentLabels,
} from '../../src/feedback/analysis.ts';
import { applyDecided, combine, type Decided, exampleIssues, type Judged } from '../../src/feedback/decision.ts';

const label = fc.constantFrom<SentimentLabel>(...sentimentLabels);
const code = fc.constantFrom('a', 'b', 'c');
const issue = fc.record({ code, label, source: fc.constantFrom('rule' as const, 'human' as const) }).map(
  ({ code, label, source }): Issue => ({
    code,
    path: [code],
    kind: 'mention',
    sentiment: { label, score: 0 },
    confidence: 0.5,
    escalation: 'none',
    severity: 0.1,
    evidence: [],
    source,
    department: 'd',
    slaHours: 1,
    firstResponseHours: 1,
  }),
);
const sentiment = fc.record({ label, score: fc.constantFrom(-0.5, 0, 0.5) });
const type = fc.constantFrom(...conflictTypes);
const conflict = fc.record({ flagged: fc.boolean(), type }).map(
  ({ flagged, type }): Conflict => ({
    score: 0.7,
    flagged,
    type,
    severity: 0.4,
    reasons: [{ code: 'r', 'zh-CN': '因', en: 'r' }],
    evidence: [],
    hiddenComplaints: [],
  }),
);
const machine: fc.Arbitrary<Judged> = fc.record({
  sentiment: sentiment.map((one) => ({ ...one, confidence: 0.6 })),
  conflict: fc.option(conflict),
  issues: fc.array(issue, { maxLength: 4 }),
});
const leaves = fc
  .uniqueArray(code, { minLength: 1 })
  .chain((codes) =>
    fc.tuple(
      ...codes.map((one) =>
        fc
          .array(issue, { maxLength: 2 })
          .map((issues) => ({ code: one, issues: issues.map((i) => ({ ...i, code: one })) })),
      ),
    ),
  );
const decided: fc.Arbitrary<Decided> = fc.record(
  {
    sentiment,
    ratingValid: fc.boolean(),
    conflict: fc.oneof(
      fc.constant({ flagged: false, type: null }),
      type.map((one) => ({ flagged: true, type: one })),
    ),
    issues: fc.record({ complete: fc.boolean(), leaves }),
  },
  { requiredKeys: [] },
);

describe('laws', () => {
  test('nothing decided changes nothing', () => {
    fc.assert(
      fc.property(machine, (analysis) => {
        expect(applyDecided(analysis, combine([]))).toEqual(analysis);
      }),
    );
  });

  test('whatever the machine says later, what was decided is the same bytes', () => {
    fc.assert(
      fc.property(machine, machine, fc.array(decided), (first, later, decisions) => {
        const all = combine(decisions);
        const [a, b] = [applyDecided(first, all), applyDecided(later, all)];
        if (all.sentiment) expect(JSON.stringify(a.sentiment)).toBe(JSON.stringify(b.sentiment));
        if (all.conflict) {
          expect([a.conflict!.flagged, a.conflict!.type]).toEqual([b.conflict!.flagged, b.conflict!.type]);
          expect([a.conflict!.flagged, a.conflict!.type]).toEqual([all.conflict.flagged, all.conflict.type]);
        }
        const ofLeaves = ({ issues }: Judged) =>
          JSON.stringify(
            issues.filter((i) => all.issues?.complete || all.issues?.leaves.some((l) => l.code === i.code)),
          );
        expect(ofLeaves(a)).toBe(ofLeaves(b));
      }),
    );
  });

  test('what was not decided is the machine’s', () => {
    fc.assert(
      fc.property(machine, decided, (analysis, one) => {
        const read = applyDecided(analysis, one);
        if (!one.sentiment) expect(read.sentiment).toEqual(analysis.sentiment);
        if (!one.conflict) expect(read.conflict).toEqual(analysis.conflict);
        const codes = new Set(one.issues?.leaves.map((leaf) => leaf.code));
        const open = one.issues?.complete ? [] : analysis.issues.filter((i) => !codes.has(i.code));
        expect(read.issues.slice(0, open.length)).toEqual(open);
      }),
    );
  });

  test('folding twice is folding once, and the latest decision of a value counts', () => {
    fc.assert(
      fc.property(machine, fc.array(decided, { minLength: 1 }), (analysis, decisions) => {
        const all = combine(decisions);
        const once = applyDecided(analysis, all);
        expect(applyDecided(once, all)).toEqual(once);
        const last = decisions.at(-1)!;
        if (last.sentiment) expect(all.sentiment).toEqual(last.sentiment);
        if (last.ratingValid !== undefined) expect(all.ratingValid).toBe(last.ratingValid);
        for (const leaf of last.issues?.leaves ?? []) expect(all.issues!.leaves).toContainEqual(leaf);
        expect(combine([combine(decisions.slice(0, -1)), last])).toEqual(all);
      }),
    );
  });

  test('an example names each decided leaf as it was decided, and each refused one once as rejected', () => {
    fc.assert(
      fc.property(decided, fc.array(fc.record({ code, label })), (one, seen) => {
        const issues = exampleIssues(one, seen);
        for (const leaf of one.issues?.leaves ?? []) {
          const kept = issues.filter((i) => i.code === leaf.code && !i.rejected).map((i) => i.polarity);
          expect(kept).toEqual(leaf.issues.map((i) => i.sentiment.label));
          for (const i of issues) if (i.code === leaf.code && i.rejected) expect(kept).not.toContain(i.polarity);
        }
        if (!one.issues) expect(issues).toEqual([]);
      }),
    );
  });
});
