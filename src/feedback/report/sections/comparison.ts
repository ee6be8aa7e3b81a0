import { compareShares, withDiscovery } from '../../statistics/compare.ts';
import type { ReportContext } from '../context.ts';
import type { Block, Cell, ReportGroup } from '../document.ts';
import { discoveryLevel } from '../figures.ts';

/** Against an earlier report, with the figures that it has kept. */
export function comparisonBlocks(context: ReportContext): Block[] {
  const { facts, texts, dimensions, problems, nameOf } = context;
  const { previous, now } = facts;
  if (!previous) return [];
  const { comparison, columns } = texts;
  const { figures } = previous;
  const rows = comparedShares(
    dimensions,
    { groups: figures.dimensions, analysed: figures.analysed },
    now.summary.analysed,
    facts.minimumSample,
  );
  const changed = (better: boolean): string[] =>
    rows
      .filter(({ test }) => test && test.q < discoveryLevel && test.difference < 0 === better)
      .map(({ code }) => nameOf(code));
  const [better, worse] = [changed(true), changed(false)];
  const before = new Set(figures.problems.map(({ code }) => code));
  const today = new Set(problems.map(({ code }) => code));
  const appeared = problems.filter(({ code }) => !before.has(code)).map(({ name }) => name);
  const gone = figures.problems.filter(({ code }) => !today.has(code)).map(({ code }) => nameOf(code));
  const sentences = [
    comparison.intro(previous.title, previous.period.from, previous.period.to),
    ...(better.length > 0 ? [comparison.better(texts.list(better))] : []),
    ...(worse.length > 0 ? [comparison.worse(texts.list(worse))] : []),
    ...(better.length + worse.length === 0 ? [comparison.same] : []),
    ...(appeared.length > 0 ? [comparison.appeared(texts.list(appeared))] : []),
    ...(gone.length > 0 ? [comparison.gone(texts.list(gone))] : []),
    ...(appeared.length + gone.length === 0 ? [comparison.sameProblems] : []),
  ];
  return [
    ...sentences.map((text): Block => ({ kind: 'text', text })),
    {
      kind: 'table',
      title: comparison.table,
      columns: [
        { name: columns.dimension, format: 'text' },
        { name: columns.now, format: 'percent' },
        { name: columns.before, format: 'percent' },
        { name: columns.change, format: 'signed' },
        { name: columns.p, format: 'p' },
      ],
      rows: rows.map(({ code, test, shares }): Cell[] => {
        return [nameOf(code), shares[0], shares[1], test?.difference ?? null, test?.q ?? null];
      }),
    },
  ];
}

/** Complaint shares of both, by dimension; null below the minimum sample. */
function comparedShares(
  groups: readonly ReportGroup[],
  before: { groups: readonly ReportGroup[]; analysed: number },
  analysed: number,
  minimum: number,
) {
  const earlier = new Map(before.groups.map((group) => [group.code, group]));
  const now = new Map(groups.map((group) => [group.code, group]));
  const codes = [...new Set([...now.keys(), ...earlier.keys()])];
  const share = (group: ReportGroup | undefined, n: number): number | null =>
    n < minimum || (group && group.comments < minimum) ? null : (group?.negative ?? 0) / n;
  const rows = codes.map((code) => {
    const shares = [share(now.get(code), analysed), share(earlier.get(code), before.analysed)] as const;
    return { code, shares };
  });
  const tests = withDiscovery(
    rows.map(({ code, shares }) => {
      if (shares[0] === null || shares[1] === null) return null;
      return compareShares(now.get(code)?.negative ?? 0, analysed, earlier.get(code)?.negative ?? 0, before.analysed);
    }),
  );
  return rows.map((row, i) => ({ ...row, test: tests[i]! }));
}
