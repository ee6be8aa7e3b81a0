import { wilson } from '../../../text/maths/wilson.ts';
import type { Language } from '../../analysis.ts';
import type { BreakdownRow, Share } from '../../read.ts';
import type { ReportContext } from '../context.ts';
import type { Block, Cell, Table } from '../document.ts';

export function prefaceBlocks({ facts, texts }: ReportContext): Block[] {
  const { order, now } = facts;
  const { from, to } = order.period;
  const made = texts.preface.made(from, to, now.summary.comments, now.summary.analysed);
  return [made, texts.preface.frozen, ...(now.summary.comments === 0 ? [texts.preface.empty] : [])].map((text) => {
    return { kind: 'text', text };
  });
}

/** Purpose, method and respondents. */
export function overviewBlocks(context: ReportContext): Block[] {
  const { facts, texts } = context;
  const { overview } = texts;
  const filtered = Object.keys(facts.order.filters).length > 0;
  const items = [...overview.limitItems, ...(filtered ? [overview.filtered] : [])];
  return [
    { kind: 'heading', text: overview.purpose },
    { kind: 'text', text: overview.purposeText },
    { kind: 'heading', text: overview.method },
    { kind: 'list', items: overview.methodItems(facts.order.before, facts.minimumSample) },
    { kind: 'heading', text: overview.limits },
    { kind: 'list', items },
    { kind: 'heading', text: overview.respondents },
    measuresTable(context),
    ...(['channel', 'source', 'language'] as const).map((by) => groupTable(context, by)),
  ];
}

function measuresTable({ facts, texts }: ReportContext): Table {
  const { columns, measures } = texts;
  const { summary } = facts.now;
  const { sentiment, analysed } = summary;
  const enough = analysed >= facts.minimumSample;
  const counted = (name: string, n: number): Cell[] => [name, n, null, null, null, null];
  const share = (name: string, found: Share | null): Cell[] =>
    found === null ? [name, null, null, null, null, null] : [name, null, found.value, found.low, found.high, found.n];
  const of = (n: number): Share | null => (enough ? wilson(n, analysed) : null);
  const scores = facts.scores.masked ? null : facts.scores;
  const points = (name: string, found: Share | null): Cell[] =>
    found === null ? [name, null, null, null, null, null] : [name, found.value, null, null, null, found.n];
  const dash = (row: Cell[], shown: number[]): Cell[] =>
    row.map((cell, i) => (cell === null && !shown.includes(i) ? texts.none : cell));
  return {
    kind: 'table',
    title: texts.sections.overview,
    sheet: 'overview',
    columns: [
      { name: columns.measure, format: 'text' },
      { name: columns.value, format: 'count' },
      { name: columns.share, format: 'percent' },
      { name: columns.low, format: 'percent' },
      { name: columns.high, format: 'percent' },
      { name: columns.n, format: 'count' },
    ],
    rows: [
      dash(counted(measures.comments, summary.comments), [1]),
      dash(counted(measures.analysed, analysed), [1]),
      dash(share(measures.positive, of(sentiment.positive + sentiment.veryPositive)), [2]),
      dash(share(measures.negative, of(sentiment.negative + sentiment.veryNegative)), [2]),
      dash(share(measures.coverage, enough ? summary.coverage : null), [2]),
      dash(share(measures.csat, scores?.csat ?? null), [2]),
      dash(points(measures.index, scores?.index ?? null), [1]),
      dash(points(measures.nps, scores?.nps ?? null), [1]),
    ],
  };
}

function groupTable({ facts, texts }: ReportContext, by: 'channel' | 'source' | 'language'): Table {
  const { columns, overview } = texts;
  const nameOf = ({ key, name }: BreakdownRow): string => {
    if (by === 'language') return texts.languages[key as Language] ?? key;
    return name === '' ? overview.noName : name;
  };
  return {
    kind: 'table',
    title: overview.groups[by],
    sheet: 'overview',
    columns: [
      { name: overview.groups[by], format: 'text' },
      { name: columns.comments, format: 'count' },
      { name: columns.share, format: 'percent' },
      { name: columns.positive, format: 'count' },
      { name: columns.neutral, format: 'count' },
      { name: columns.negative, format: 'count' },
      { name: columns.mixed, format: 'count' },
    ],
    rows: facts.by[by].map((row) => {
      return [nameOf(row), row.comments, row.share.value, row.positive, row.neutral, row.negative, row.mixed];
    }),
  };
}
