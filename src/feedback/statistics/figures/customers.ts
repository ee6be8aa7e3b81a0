import type { CommentFilter } from '../../filter.ts';
import type { Scope } from '../../read.ts';
import type { StatisticsFacts } from '../facts.ts';
import { shifted } from '../groups.ts';
import { masked, totalMayBeShown } from '../mask.ts';
import { type ChurnReason, churnReasonsOf, type LifeStage, lifeStages, type Segment, segmentsOf } from '../segments.ts';

/** A group of customers; `filter` opens the comments of those who are named, which may not be all. */
type Opened<T> = Omit<T, 'authors'> & { masked: boolean; filter: CommentFilter | null; named: number };

export interface SegmentTable {
  minimumSample: number;
  /** Nobody has an amount: every customer counts as one who spends little. */
  withoutAmounts: boolean;
  /** null where the total would give a small group away. */
  customers: number | null;
  segments: Opened<Segment>[];
  lifeCycle: Opened<{ stage: LifeStage; customers: number; authors: string[] }>[];
}

export async function segmentTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
  today: string,
): Promise<SegmentTable> {
  const { minimumSample, weights, lifeCycle } = await facts.settings(scope);
  const counts = await facts.customerSegments(scope, filter);
  const stages = await facts.lifeCycle(scope, filter, {
    new: shifted(today, -lifeCycle.new),
    silent: shifted(today, -lifeCycle.silent),
    lost: shifted(today, -lifeCycle.lost),
  });
  const segments = segmentsOf(counts, weights);
  const cycle = lifeStages.map(
    (stage) => stages.find((one) => one.stage === stage) ?? { stage, customers: 0, authors: [] },
  );
  const [fewSegments, fewStages] = [segments, cycle].map((groups) => hidden(groups, minimumSample));
  const opened = <T extends { authors: string[] }>({ authors, ...group }: T, few: boolean): Opened<T> => ({
    ...group,
    masked: few,
    filter: authors.length > 0 ? { ...filter, author: authors } : null,
    named: authors.length,
  });
  const total = [fewSegments, fewStages].every(({ total }) => total);
  return {
    minimumSample,
    withoutAmounts: counts.every(({ spending }) => !spending),
    customers: total ? counts.reduce((sum, { customers }) => sum + customers, 0) : null,
    segments: segments.map((segment, i) => hideFew(opened(segment, fewSegments.few[i]))),
    lifeCycle: cycle.map((stage, i) => hideCount(opened(stage, fewStages.few[i]))),
  };
}

/** Which groups are too small, or would give a small one away beside the others; and whether their total may be shown. */
function hidden(groups: { customers: number }[], limit: number): { few: boolean[]; total: boolean } {
  const sizes = groups.map(({ customers }) => customers);
  const hide = masked(sizes, limit, true);
  return { few: hide.map((one, i) => one && sizes[i] > 0), total: totalMayBeShown(sizes, hide, limit) };
}

/** Neither the number nor the names of a small group. */
function hideCount<T extends { masked: boolean; customers: number; filter: CommentFilter | null; named: number }>(
  group: T,
): T {
  return group.masked ? { ...group, customers: 0, filter: null, named: 0 } : group;
}

function hideFew(segment: Opened<Segment>): Opened<Segment> {
  return segment.masked ? { ...hideCount(segment), comments: 0, csat: null, index: null, value: null } : segment;
}

export interface ChurnWarning {
  author: string;
  reasons: ChurnReason[];
  comments: number;
  lastDay: string;
  filter: CommentFilter;
}

/** So many customers fit into the address of a request. */
const mostNamed = 20;

export interface ChurnTable {
  /** Customers with at least one sign; `items` are those with the most. */
  candidates: number;
  /** Opens the comments of the `named` first of them. */
  filter: CommentFilter | null;
  named: number;
  items: ChurnWarning[];
}

export async function churnTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
  today: string,
): Promise<ChurnTable> {
  const { lifeCycle } = await facts.settings(scope);
  const silentSince = shifted(today, -Math.min(30, lifeCycle.silent));
  const { candidates, customers } = await facts.customersAtRisk(scope, filter, silentSince);
  const items = customers.flatMap((customer): ChurnWarning[] => {
    const reasons = churnReasonsOf(customer, today);
    const { author, comments, lastDay } = customer;
    return reasons.length > 0 ? [{ author, reasons, comments, lastDay, filter: { ...filter, author: [author] } }] : [];
  });
  const authors = items.slice(0, mostNamed).map(({ author }) => author);
  const opens = authors.length > 0 ? { ...filter, author: authors } : null;
  return { candidates, filter: opens, named: authors.length, items };
}
