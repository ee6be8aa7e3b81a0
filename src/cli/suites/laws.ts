import type { Analysis } from '../../feedback/analysis.ts';
import type { Evaluation } from '../dataSets.ts';
import type { Results } from './figures.ts';

const samples: [set: string, comments: number][] = [
  ['online_shopping_10_cats', 60],
  ['appstore_cn', 60],
  ['tw_hospital', 40],
  ['openrice_senti', 20],
  ['ba_airline', 20],
];
/** Every so many comments one is read alone as well. */
const aloneEvery = 20;

/** Counts what must be zero: evidence that is no slice of its text, readings that differ on repetition or alone, cut texts. */
export async function laws(evaluation: Evaluation): Promise<Results> {
  const comments = samples
    .flatMap(([set, count]) => evaluation.load(set).slice(0, count))
    .map(({ text }) => ({ text, rating: 5 }));
  if (comments.length === 0) return {};
  const first = await evaluation.analyse(comments);
  const second = await evaluation.analyse(comments);
  const evidence = first.flatMap((analysis, i) =>
    evidenceOf(analysis).map((one) => ({ one, text: comments[i]!.text })),
  );
  let differentAlone = 0;
  for (let i = 0; i < comments.length; i += aloneEvery) {
    const [alone] = await evaluation.analyse([comments[i]!]);
    if (bytes(alone!) !== bytes(first[i]!)) differentAlone++;
  }
  const figures = {
    n: comments.length,
    spans: evidence.length,
    wrongSpans: evidence.filter(({ one, text }) => one.text === '' || text.slice(one.start, one.end) !== one.text)
      .length,
    differentOnRepeat: first.filter((analysis, i) => bytes(analysis) !== bytes(second[i]!)).length,
    differentAlone,
    truncated: first.filter(({ truncated }) => truncated).length,
  };
  return { analysis: { figures, errors: {} } };
}

function evidenceOf({ sentiment, issues, conflict }: Analysis) {
  return [...sentiment.evidence, ...issues.flatMap((issue) => issue.evidence), ...(conflict?.evidence ?? [])];
}

/** Everything but the id, which is the place in the batch. */
function bytes(analysis: Analysis): string {
  return JSON.stringify({ ...analysis, id: '' });
}
