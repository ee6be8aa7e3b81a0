import { expect, test } from 'vitest';
import { show, shownParts } from '../../src/feedback/shown.ts';
import { analyseForTest, comment } from '../contracts/support.ts';

const analysed = (text: string) => {
  const outcome = analyseForTest({ id: 'x', comment: comment(text), taxonomy: 'cx' });
  if (!outcome.ok) throw new Error(outcome.failure);
  return outcome;
};
const textOf = (shown: ReturnType<typeof show>): string =>
  shown.ok ? Buffer.concat(shownParts(shown.analysis)).toString() : shown.failure;

test.each(['+good -bad', 'a contradiction!', '很好，"quoted"\n\ud83d'])(
  'the parts are the JSON of the analysis: %j',
  (text) => {
    const outcome = analysed(text);
    const expected = Buffer.from(JSON.stringify(outcome.analysis)).toString();
    expect(textOf(show(outcome))).toBe(expected);
  },
);

test('a conflict that was changed afterwards is the one that is shown', () => {
  const outcome = analysed('a contradiction!');
  const shown = show(outcome);
  if (!shown.ok) throw new Error(shown.failure);
  const conflict = { ...shown.analysis.conflict!, type: 'scale_inverted_suspect' as const };
  expect(textOf({ ok: true, analysis: { ...shown.analysis, conflict } })).toBe(
    JSON.stringify({ ...outcome.analysis, conflict }),
  );
});

test('a failure stays a failure', () => {
  expect(show({ ok: false, failure: 'no' })).toEqual({ ok: false, failure: 'no' });
});
