import type { EvaluationReport } from '../../src/cli/evaluate.ts';
import { count, digits, table } from './markdown.ts';

interface Difference {
  suite: string;
  set: string;
  figure: string;
  n: number;
  first: number;
  second: number;
}

/** Every rate of both reports, the largest difference first. */
export function differences(first: EvaluationReport, second: EvaluationReport): Difference[] {
  const list = Object.entries(first.suites).flatMap(([suite, results]) =>
    Object.entries(results).flatMap(([set, { figures, errors }]) =>
      Object.keys(errors).map((figure) => {
        const other = second.suites[suite]?.[set]?.figures[figure] ?? Number.NaN;
        return { suite, set, figure, n: figures.n, first: figures[figure], second: other };
      }),
    ),
  );
  return list.sort((a, b) => Math.abs(b.first - b.second) - Math.abs(a.first - a.second));
}

/** The figure of each suite that the document compares set by set. */
const headline: Record<string, string> = {
  sentiment: 'macroF1',
  ratings: 'accuracy',
  calibration: 'accuracy',
  conflict: 'auc',
  issues: 'leafF1',
  dining: 'microF1',
};

export function segmenterSection(first: EvaluationReport, second: EvaluationReport): string {
  const all = differences(first, second);
  const shown = all.filter(({ suite, figure }) => headline[suite] === figure);
  const describe = ({ suite, set, figure, n, first: a, second: b }: Difference): string =>
    `${digits(Math.abs(a - b))} (${figure} of ${set} in \`${suite}\`, n = ${count(n)}: ${digits(a)} and ${digits(b)})`;
  const rows = shown.map(({ suite, set, figure, n, first: a, second: b }) => [
    suite,
    set,
    count(n),
    figure,
    digits(a),
    digits(b),
    signed(b - a),
  ]);
  return [
    `The same run with \`HUIYIN_SEGMENTER=nodejieba\` (${second.versions.segmenter}) beside the default (${first.versions.segmenter}).`,
    `Largest difference of the figures below: ${describe(shown[0])}. Of all figures: ${describe(all[0])}.`,
    '',
    table(['suite', 'set', 'n', 'figure', 'jieba', 'nodejieba', 'difference'], rows),
  ].join('\n');
}

/** Three digits; what rounds to nothing has no sign. */
function signed(value: number): string {
  const shown = value.toFixed(3);
  return shown === '-0.000' ? '0.000' : shown;
}
