import type { CommentFilter } from '../filter.ts';
import type { BreakdownDimension, BreakdownRow, Scope, StatsSummary, TrendPoint } from '../read.ts';
import { eventsAround } from '../statistics/events.ts';
import type { StatisticsFacts } from '../statistics/facts.ts';
import { daysBetween } from '../statistics/groups.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { Target } from '../statistics/targets.ts';
import type { Taxonomy } from '../taxonomy.ts';
import type { StoredTopicRun } from '../topics/stored.ts';
import type {
  CaseFacts,
  ExampleComment,
  LeafExample,
  LeafWork,
  PeriodFacts,
  PreviousReport,
  ReportFacts,
  TargetFacts,
  TopicFacts,
} from './facts.ts';
import type { ReportOrder } from './order.ts';

/** Where the facts of reports come from. */
export interface ReportSources {
  statistics: Pick<Statistics, 'scores' | 'compare' | 'priorities' | 'quality' | 'targetStatus'>;
  facts: Pick<StatisticsFacts, 'patterns' | 'mentions' | 'leafNames' | 'events'>;
  stats: {
    summary(scope: Scope, filter: CommentFilter): Promise<StatsSummary>;
    trend(scope: Scope, filter: CommentFilter, interval: 'day' | 'week' | 'month'): Promise<TrendPoint[]>;
    breakdown(scope: Scope, filter: CommentFilter, by: BreakdownDimension): Promise<BreakdownRow[]>;
  };
  work(scope: Scope, filter: CommentFilter): Promise<LeafWork[]>;
  examples(scope: Scope, filter: CommentFilter, perLeaf: number): Promise<LeafExample[]>;
  cases(scope: Scope, filter: CommentFilter, codes: readonly string[], most: number): Promise<CaseFacts[]>;
  comments(scope: Scope, ids: readonly string[]): Promise<Map<string, ExampleComment>>;
  taxonomy(scope: Scope): Promise<Pick<Taxonomy, 'groups' | 'leaves' | 'departmentNames'>>;
  versions(scope: Scope): Promise<Record<string, string>>;
  targets(scope: Scope): Promise<Target[]>;
  latestTopics(scope: Scope): Promise<StoredTopicRun | null>;
}

/** Steps that `gatherFacts` tells. */
export const gatherSteps = 8;

const examplesPerLeaf = 6;
const mostCases = 3;
/** Cases are of the worst problems. */
const caseProblems = 12;

/** `onStep` is awaited before each step; what it throws ends the gathering. */
export async function gatherFacts(
  sources: ReportSources,
  scope: Scope,
  { order, madeAt, previous }: { order: ReportOrder; madeAt: string; previous: PreviousReport | null },
  onStep: () => Promise<void>,
): Promise<ReportFacts> {
  const { statistics, facts, stats } = sources;
  const filter: CommentFilter = { ...order.filters, ...order.period };
  const earlier: CommentFilter = { ...order.filters, ...order.before };
  const period = async (of: CommentFilter): Promise<PeriodFacts> => {
    return { summary: await stats.summary(scope, of), patterns: await facts.patterns(scope, of) };
  };
  await onStep();
  const now = await period(filter);
  await onStep();
  const before = await period(earlier);
  await onStep();
  const interval = intervalOf(daysBetween(order.period.from, order.period.to) + 1);
  const trend = { interval, points: await stats.trend(scope, filter, interval) };
  const by = {
    channel: await stats.breakdown(scope, filter, 'channel'),
    source: await stats.breakdown(scope, filter, 'source'),
    language: await stats.breakdown(scope, filter, 'language'),
  };
  await onStep();
  const scores = await statistics.scores(scope, { filter, by: 'dimension' });
  const change = await statistics.compare(scope, { filter, other: earlier });
  const subscoreChanges = await statistics.compare(scope, { filter, other: earlier, by: 'dimension' });
  const rated = await facts.mentions(scope, filter);
  await onStep();
  const work = await sources.work(scope, filter);
  const priorities = await statistics.priorities(scope, filter);
  await onStep();
  const examples = await sources.examples(scope, filter, examplesPerLeaf);
  const cases = await sources.cases(scope, filter, worst(work), mostCases);
  await onStep();
  const topics = toldTopics(await sources.latestTopics(scope));
  const ids = new Set([
    ...[...examples, ...cases].map(({ commentId }) => commentId),
    ...(topics?.topics.flatMap(({ quotes }) => quotes) ?? []),
  ]);
  const comments = await sources.comments(scope, [...ids]);
  await onStep();
  const codes = new Set(
    [...now.patterns, ...before.patterns].flatMap((one) => [...one.negative, ...one.positive, ...one.neutral]),
  );
  return {
    order,
    madeAt,
    minimumSample: scores.minimumSample,
    taxonomy: await sources.taxonomy(scope),
    leafNames: await facts.leafNames(scope, [...codes]),
    now,
    before,
    rated,
    trend,
    by,
    scores: scores.total,
    gradeNames: scores.gradeNames,
    change: change.items[0] ?? null,
    subscores: scores.items,
    subscoreChanges: subscoreChanges.items,
    work,
    examples: examples.filter(({ commentId }) => comments.has(commentId)),
    comments,
    cases: cases.filter(({ commentId }) => comments.has(commentId)),
    priorities: priorities.items,
    roiThreshold: priorities.roiThreshold,
    quality: await statistics.quality(scope, filter),
    versions: await sources.versions(scope),
    previous,
    targets: await standingOf(sources, scope, order),
    events: eventsAround(await facts.events(scope), order.period),
    topics,
  };
}

/** Targets whose days the period touches, the next deadline first. */
async function standingOf(sources: ReportSources, scope: Scope, { period }: ReportOrder): Promise<TargetFacts[]> {
  const targets = (await sources.targets(scope))
    .filter(({ from, deadline }) => from <= period.to && deadline >= period.from)
    .sort((a, b) => (a.deadline === b.deadline ? (a.id < b.id ? -1 : 1) : a.deadline < b.deadline ? -1 : 1));
  const standing: TargetFacts[] = [];
  for (const target of targets) standing.push({ target, status: await sources.statistics.targetStatus(scope, target) });
  return standing;
}

const mostTopics = 8;
const topicWords = 8;
const topicQuotes = 4;

function toldTopics(run: StoredTopicRun | null): TopicFacts | null {
  if (!run?.findings) return null;
  const topics = run.findings.topics.slice(0, mostTopics).map(({ name, relevantWords, share, quotes }) => ({
    name,
    words: relevantWords.slice(0, topicWords).map(({ term }) => term),
    share: share?.value ?? null,
    quotes: quotes.nearest.slice(0, topicQuotes),
  }));
  return { day: run.createdAt.slice(0, 10), comments: run.comments ?? 0, k: run.findings.k, topics };
}

function worst(work: readonly LeafWork[]): string[] {
  return [...work]
    .sort((a, b) => b.issues * b.severity - a.issues * a.severity)
    .slice(0, caseProblems)
    .map(({ code }) => code);
}

function intervalOf(days: number): 'day' | 'week' | 'month' {
  if (days <= 45) return 'day';
  return days <= 200 ? 'week' : 'month';
}
