import { wilson } from '../../text/maths/wilson.ts';
import type { Share } from '../read.ts';
import type { StatisticsSettings } from './settings.ts';

/** Customers (authors) that are alike in recency, frequency and amount, each high or low. */
export interface CustomerCount {
  recent: boolean;
  frequent: boolean;
  spending: boolean;
  customers: number;
  comments: number;
  rated: number;
  /** Ratings in the top boxes. */
  satisfied: number;
  /** Sum of the positions of the ratings, 0..1. */
  positions: number;
  /** Some of them, those with the most comments. */
  authors: string[];
}

export const customerGroups = [
  'important_value',
  'important_develop',
  'important_keep',
  'important_win_back',
  'general_value',
  'general_develop',
  'general_keep',
  'general_win_back',
] as const;
export type CustomerGroup = (typeof customerGroups)[number];

export interface Segment {
  group: CustomerGroup;
  recent: boolean;
  frequent: boolean;
  spending: boolean;
  customers: number;
  comments: number;
  csat: Share | null;
  /** Mean on ten points × 10. */
  index: number | null;
  /** Weighted mean of recency, frequency, amount (each 0 or 1) and satisfaction (0..1); null without ratings. */
  value: number | null;
  authors: string[];
}

/** The eight groups of RFM (Hughes 1994), each with its satisfaction; groups without anybody too. */
export function segmentsOf(counts: readonly CustomerCount[], weights: StatisticsSettings['weights']): Segment[] {
  return customerGroups.map((group, i): Segment => {
    const traits = { spending: i < 4, frequent: i % 2 === 0, recent: i % 4 < 2 };
    const found = counts.find(
      (count) =>
        count.recent === traits.recent && count.frequent === traits.frequent && count.spending === traits.spending,
    );
    const { customers = 0, comments = 0, rated = 0, satisfied = 0, positions = 0, authors = [] } = found ?? {};
    const satisfaction = rated > 0 ? positions / rated : null;
    return {
      group,
      ...traits,
      customers,
      comments,
      csat: rated > 0 ? wilson(satisfied, rated) : null,
      index: satisfaction === null ? null : 100 * satisfaction,
      value: satisfaction === null ? null : customerValue(traits, satisfaction, weights),
      authors,
    };
  });
}

function customerValue(
  { recent, frequent, spending }: Pick<Segment, 'recent' | 'frequent' | 'spending'>,
  satisfaction: number,
  weights: StatisticsSettings['weights'],
): number {
  const all = weights.recency + weights.frequency + weights.amount + weights.satisfaction;
  const sum =
    weights.recency * Number(recent) +
    weights.frequency * Number(frequent) +
    weights.amount * Number(spending) +
    weights.satisfaction * satisfaction;
  return sum / all;
}

export const lifeStages = ['new', 'active', 'silent', 'lost'] as const;
export type LifeStage = (typeof lifeStages)[number];

/** What is known of a customer whom we might lose. Positions of ratings are 0..1. */
export interface CustomerHistory {
  author: string;
  comments: number;
  firstDay: string;
  lastDay: string;
  /** Comments that threaten to leave. */
  threats: number;
  lastPosition: number | null;
  /** Mean of the ratings before the last. */
  earlierPosition: number | null;
  /** Of the last two comments. */
  lastNegative: number;
  /** Complaints that nobody has finished and whose time has run out. */
  overdue: number;
}

export const churnReasons = ['threat', 'rating_fell', 'negative_twice', 'unanswered', 'silent'] as const;
export type ChurnReason = (typeof churnReasons)[number];

/** Share of the scale that counts as a fall: a point and a half of five. */
const fall = 0.375;

/** Why somebody may leave; what he said weighs most, so it stands first. */
export function churnReasonsOf(customer: CustomerHistory, today: string): ChurnReason[] {
  const { threats, lastPosition, earlierPosition, lastNegative, overdue } = customer;
  const fell = lastPosition !== null && earlierPosition !== null && earlierPosition - lastPosition >= fall;
  const reasons: [ChurnReason, boolean][] = [
    ['threat', threats > 0],
    ['rating_fell', fell],
    ['negative_twice', lastNegative >= 2],
    ['unanswered', overdue > 0],
    ['silent', isSilent(customer, today)],
  ];
  return reasons.filter(([, holds]) => holds).map(([reason]) => reason);
}

/** Three comments and more, and no word for over three times the usual time between two. */
function isSilent({ comments, firstDay, lastDay }: CustomerHistory, today: string): boolean {
  const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (comments < 3) return false;
  return days(lastDay, today) > Math.max(30, (3 * days(firstDay, lastDay)) / (comments - 1));
}
