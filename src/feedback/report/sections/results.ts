import { wilson } from '../../../text/maths/wilson.ts';
import type { ReportContext } from '../context.ts';
import type { Block, Cell, Chart, Table } from '../document.ts';
import { discoveryLevel, type GroupResult } from '../figures.ts';
import { pValue } from '../format.ts';

const quotesEach = 2;
const described = 8;
const charted = 10;

/** Results as a whole, by dimension and by sub-score. */
export function resultBlocks(context: ReportContext): Block[] {
  const { facts, texts, dimensions } = context;
  if (facts.now.summary.comments === 0) return [];
  const parts = dimensions.slice(0, described).flatMap((dimension) => dimensionBlocks(context, dimension));
  return [
    { kind: 'text', text: wholeText(context) },
    { kind: 'text', text: ratingChangeText(context) },
    ...trendBlocks(context),
    ...(dimensions.length === 0 ? [{ kind: 'text' as const, text: texts.results.noPoints }] : []),
    ...(dimensions.length === 0 ? [] : [opinionChart(context), dimensionTable(context)]),
    ...subscoreBlocks(context),
    ...parts,
  ];
}

function wholeText({ facts, texts }: ReportContext): string {
  const { analysed, sentiment } = facts.now.summary;
  const negative = sentiment.negative + sentiment.veryNegative;
  if (analysed < facts.minimumSample) return texts.results.few;
  return texts.results.summary(analysed, negative, wilson(negative, analysed));
}

function ratingChangeText({ facts, texts }: ReportContext): string {
  const test = facts.change?.csat ?? null;
  if (!test) return texts.results.noChange;
  return texts.results.csatChange(test.difference, pValue(test.q), test.q < discoveryLevel);
}

function trendBlocks({ facts, texts }: ReportContext): Block[] {
  const { points } = facts.trend;
  const { columns, results } = texts;
  if (points.length === 0) return [];
  const series = (name: 'negative' | 'neutral' | 'positive' | 'mixed') => {
    return { name: columns[name], tone: name, values: points.map((point) => point[name]) };
  };
  return [
    { kind: 'heading', text: results.trend },
    {
      kind: 'chart',
      type: 'line',
      title: results.trend,
      description: results.trendText(points.length),
      categories: points.map(({ period }) => period),
      series: [
        { name: columns.comments, tone: 'plain', values: points.map(({ comments }) => comments) },
        series('positive'),
        series('negative'),
      ],
      format: 'count',
    },
    {
      kind: 'table',
      title: results.trend,
      sheet: 'trend',
      columns: [
        { name: columns.period, format: 'text' },
        ...(['comments', 'positive', 'neutral', 'negative', 'mixed'] as const).map((name) => {
          return { name: columns[name], format: 'count' as const };
        }),
        { name: columns.score, format: 'decimal' },
      ],
      rows: points.map((point) => [
        point.period,
        point.comments,
        point.positive,
        point.neutral,
        point.negative,
        point.mixed,
        point.comments >= facts.minimumSample ? point.meanScore : null,
      ]),
    },
  ];
}

function opinionChart({ dimensions, texts }: ReportContext): Chart {
  const shown = dimensions.slice(0, charted);
  const { name, negative, positive } = shown[0]!;
  return {
    kind: 'chart',
    type: 'stacked',
    title: texts.results.chart,
    description: texts.results.chartText(name, negative, positive),
    categories: shown.map((dimension) => dimension.name),
    series: [
      { name: texts.results.complaints, tone: 'negative', values: shown.map((dimension) => dimension.negative) },
      { name: texts.results.praise, tone: 'positive', values: shown.map((dimension) => dimension.positive) },
    ],
    format: 'count',
  };
}

function dimensionTable({ facts, texts, dimensions, ratings }: ReportContext): Table {
  const { columns } = texts;
  const { analysed } = facts.now.summary;
  const row = ({ code, name, comments, negative, positive, change }: GroupResult): Cell[] => {
    const enough = comments >= facts.minimumSample && analysed >= facts.minimumSample;
    const share = enough ? wilson(negative, analysed) : null;
    const rating = ratings.get(code);
    const mean = rating && rating.n >= facts.minimumSample ? rating.mean : null;
    const shares = share ? [share.value, share.low, share.high] : [null, null, null];
    const tested = enough && change ? [change.difference, change.q] : [null, null];
    return [name, comments, positive, negative, ...shares, mean, ...tested];
  };
  return {
    kind: 'table',
    title: texts.results.table,
    sheet: 'dimensions',
    columns: [
      { name: columns.dimension, format: 'text' },
      { name: columns.comments, format: 'count' },
      { name: columns.positive, format: 'count' },
      { name: columns.negative, format: 'count' },
      { name: columns.complaintShare, format: 'percent' },
      { name: columns.low, format: 'percent' },
      { name: columns.high, format: 'percent' },
      { name: columns.rating, format: 'points' },
      { name: columns.change, format: 'signed' },
      { name: columns.p, format: 'p' },
    ],
    rows: dimensions.map(row),
  };
}

function subscoreBlocks({ facts, texts }: ReportContext): Block[] {
  if (facts.subscores.length === 0) return [];
  const { columns } = texts;
  const changes = new Map(facts.subscoreChanges.map((row) => [row.key, row]));
  return [
    { kind: 'heading', text: texts.results.subscores },
    {
      kind: 'table',
      title: texts.results.subscores,
      sheet: 'dimensions',
      columns: [
        { name: columns.dimension, format: 'text' },
        { name: columns.n, format: 'count' },
        { name: columns.csat, format: 'percent' },
        { name: columns.low, format: 'percent' },
        { name: columns.high, format: 'percent' },
        { name: columns.index, format: 'points' },
        { name: columns.change, format: 'signed' },
        { name: columns.p, format: 'p' },
      ],
      rows: facts.subscores.map((row): Cell[] => {
        if (row.masked) return [row.name, null, null, null, null, null, null, null];
        const { csat, index, n } = row;
        const change = changes.get(row.key)?.csat ?? null;
        const share = csat ? [csat.value, csat.low, csat.high] : [null, null, null];
        return [row.name, n, ...share, index?.value ?? null, change?.difference ?? null, change?.q ?? null];
      }),
    },
  ];
}

function dimensionBlocks(context: ReportContext, dimension: GroupResult): Block[] {
  const { facts, texts, ratings, dimensionOf } = context;
  const { code, name, comments, negative, positive, change } = dimension;
  const { analysed } = facts.now.summary;
  const { results } = texts;
  const rating = ratings.get(code);
  const sentences = [results.dimension(name, comments, negative, positive)];
  if (comments < facts.minimumSample) sentences.push(results.fewMentions);
  else {
    sentences.push(results.share(wilson(negative, analysed)));
    if (rating && rating.n >= facts.minimumSample) sentences.push(results.rating(rating.mean, rating.n));
    sentences.push(
      change ? results.change(change.difference, pValue(change.q), change.q < discoveryLevel) : results.notCompared,
    );
  }
  const within = (leaf: string): boolean => dimensionOf(leaf) === code;
  const quotes = (title: string, tone: 'negative' | 'positive'): Block[] => {
    const places = context.quote(tone, within, quotesEach);
    return places.length === 0 ? [] : [{ kind: 'quotes', title, tone, quotes: places }];
  };
  return [
    { kind: 'heading', text: name },
    ...sentences.map((text): Block => ({ kind: 'text', text })),
    ...quotes(results.praise, 'positive'),
    ...quotes(results.complaints, 'negative'),
  ];
}
