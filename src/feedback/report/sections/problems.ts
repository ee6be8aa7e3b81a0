import type { ReportContext } from '../context.ts';
import type { Block, Cell, Table } from '../document.ts';
import { discoveryLevel, type Problem } from '../figures.ts';
import { pValue } from '../format.ts';

/** So many problems are told; the appendix lists all. */
export const toldProblems = 5;
const quotesEach = 3;

/** The worst problems with their figures and what customers say. */
export function problemBlocks(context: ReportContext): Block[] {
  const { texts, problems } = context;
  const told = problems.slice(0, toldProblems);
  const first = told[0];
  if (!first) return [{ kind: 'text', text: texts.problems.none }];
  return [
    { kind: 'text', text: texts.problems.intro },
    {
      kind: 'chart',
      type: 'bar',
      title: texts.problems.chart,
      description: texts.problems.chartText(first.name, first.negative),
      categories: told.map(({ name }) => name),
      series: [{ name: texts.columns.negative, tone: 'negative', values: told.map(({ negative }) => negative) }],
      format: 'count',
    },
    problemTable(context, told, texts.sections.problems),
    ...told.flatMap((problem) => oneProblem(context, problem)),
  ];
}

export function problemTable(
  { facts, texts, departmentName }: ReportContext,
  problems: readonly Problem[],
  title: string,
): Table {
  const { columns } = texts;
  const { analysed } = facts.now.summary;
  return {
    kind: 'table',
    title,
    columns: [
      { name: columns.problem, format: 'text' },
      { name: columns.negative, format: 'count' },
      { name: columns.complaintShare, format: 'percent' },
      { name: columns.severity, format: 'decimal' },
      { name: columns.change, format: 'signed' },
      { name: columns.p, format: 'p' },
      { name: columns.department, format: 'text' },
      { name: columns.open, format: 'count' },
      { name: columns.overdue, format: 'count' },
    ],
    rows: problems.map(({ name, comments, negative, severity, change, work }): Cell[] => {
      const enough = comments >= facts.minimumSample && analysed >= facts.minimumSample;
      const share = enough ? negative / analysed : null;
      const tested = enough && change ? [change.difference, change.q] : [null, null];
      return [name, negative, share, severity, ...tested, departmentName(work.department), work.open, work.overdue];
    }),
  };
}

function oneProblem(context: ReportContext, problem: Problem): Block[] {
  const { facts, texts } = context;
  const { code, name, comments, negative, severity, change, before, work } = problem;
  const sentences = [
    texts.problems.facts(negative, severity, context.departmentName(work.department), work.slaHours),
    texts.problems.work(work.open, work.overdue),
  ];
  if (!change || comments < facts.minimumSample) sentences.push(texts.results.notCompared);
  else {
    if (before.negative === 0) sentences.push(texts.problems.appeared);
    sentences.push(texts.results.change(change.difference, pValue(change.q), change.q < discoveryLevel));
  }
  const places = context.quote('negative', (leaf) => leaf === code, quotesEach);
  return [
    { kind: 'heading', text: name },
    ...sentences.map((text): Block => ({ kind: 'text', text })),
    ...(places.length === 0
      ? []
      : [{ kind: 'quotes', title: texts.problems.evidence, tone: 'negative', quotes: places } as const]),
  ];
}
