import type { ReportContext } from '../context.ts';
import type { Block, Cell } from '../document.ts';
import { discoveryLevel } from '../figures.ts';
import { problemTable } from './problems.ts';

export function conclusionBlocks({ facts, texts, problems, dimensions, leaves }: ReportContext): Block[] {
  const { conclusion } = texts;
  const { analysed } = facts.now.summary;
  if (analysed === 0) return [{ kind: 'text', text: conclusion.empty }];
  const changed = (worse: boolean): string[] =>
    dimensions
      .filter(({ comments }) => comments >= facts.minimumSample)
      .filter(({ change }) => change && change.q < discoveryLevel && change.difference > 0 === worse)
      .map(({ name }) => name);
  const [worse, better] = [changed(true), changed(false)];
  const shareOf = (negative: number, comments: number): number | null =>
    Math.min(comments, analysed) >= facts.minimumSample ? negative / analysed : null;
  const first = problems[0];
  const praised = leaves.filter(({ positive }) => positive > 0).sort((a, b) => b.positive - a.positive)[0];
  const sentences = [
    ...(first ? [conclusion.main(first.name, shareOf(first.negative, first.comments))] : []),
    ...(worse.length > 0 ? [conclusion.worse(texts.list(worse))] : []),
    ...(better.length > 0 ? [conclusion.better(texts.list(better))] : []),
    ...(worse.length + better.length > 0
      ? []
      : [isComparable(dimensions) ? conclusion.steady : texts.results.notCompared]),
    ...(praised ? [conclusion.praise(praised.name, praised.positive)] : []),
    conclusion.outlook,
  ];
  return sentences.map((text) => ({ kind: 'text', text }));
}

function isComparable(dimensions: ReportContext['dimensions']): boolean {
  return dimensions.some(({ change }) => change !== null);
}

/** All problems, the grades of the ratings, what the measures mean, data quality, versions. */
export function appendixBlocks(context: ReportContext): Block[] {
  const { facts, texts, problems } = context;
  const { appendix, columns } = texts;
  const all = { ...problemTable(context, problems, appendix.allProblems), sheet: 'problems' as const };
  return [
    ...(problems.length > 0 ? [all] : []),
    ...gradeBlocks(context),
    {
      kind: 'table',
      title: appendix.definitions,
      columns: [
        { name: columns.measure, format: 'text' },
        { name: columns.definition, format: 'text' },
      ],
      rows: appendix.definitionRows,
    },
    { kind: 'heading', text: appendix.quality },
    ...qualityBlocks(context),
    {
      kind: 'table',
      title: appendix.versions,
      columns: [
        { name: columns.part, format: 'text' },
        { name: columns.version, format: 'text' },
      ],
      rows: Object.entries(facts.versions),
    },
  ];
}

function gradeBlocks({ facts, texts }: ReportContext): Block[] {
  const { scores, gradeNames } = facts;
  if (scores.masked) return [];
  return [
    {
      kind: 'table',
      title: texts.appendix.grades,
      columns: [
        { name: texts.columns.grade, format: 'text' },
        { name: texts.columns.n, format: 'count' },
        { name: texts.columns.share, format: 'percent' },
      ],
      rows: gradeNames.map((name, i): Cell[] => [
        name,
        scores.grades[i]!,
        scores.n > 0 ? scores.grades[i]! / scores.n : null,
      ]),
    },
  ];
}

function qualityBlocks({ facts, texts }: ReportContext): Block[] {
  const { scan, unscanned, flags } = facts.quality;
  const { appendix, columns } = texts;
  const { pending, failed } = facts.now.summary;
  const waiting: Block[] = [{ kind: 'text', text: appendix.pending(pending, failed) }];
  if (!scan) return [...waiting, { kind: 'text', text: appendix.notScanned }];
  return [
    ...waiting,
    { kind: 'text', text: appendix.scanned(unscanned) },
    {
      kind: 'table',
      title: appendix.quality,
      columns: [
        { name: columns.flag, format: 'text' },
        { name: columns.comments, format: 'count' },
        { name: columns.share, format: 'percent' },
      ],
      rows: flags.map(({ flag, comments, share }): Cell[] => [
        appendix.flags[flag],
        comments,
        share?.value ?? texts.none,
      ]),
    },
  ];
}
