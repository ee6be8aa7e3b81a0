import { wilson } from '../../text/maths/wilson.ts';
import type { Share } from '../read.ts';
import { dummyRegression } from './regression.ts';
import { studentQuantile } from './scores.ts';

/** Rated comments that mention the same leaves in the same way. Ratings on ten points. */
export interface MentionPattern {
  negative: readonly string[];
  positive: readonly string[];
  /** Mentioned without a judgement. */
  neutral: readonly string[];
  n: number;
  sum: number;
  squares: number;
}

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export const kanoClasses = ['basic', 'performance', 'excitement', 'indifferent'] as const;
export type KanoClass = (typeof kanoClasses)[number];

export interface Driver {
  code: string;
  /** Rated comments that complain about the leaf, or praise it; who does both counts in both. */
  negative: number;
  positive: number;
  /** What a complaint takes from the rating and praise adds to it, in points of ten. */
  penalty: Estimate;
  reward: Estimate;
  /** reward − penalty: how far the leaf moves the rating. */
  impact: Estimate;
  /** Share of praise among praise and complaints. */
  satisfaction: Share;
  kano: KanoClass;
  /** What the ten-point index (0..100) gains when nobody complains about the leaf any more. */
  lift: Estimate;
}

export interface DriverAnalysis {
  /** Rated comments. */
  n: number;
  /** The rating of a comment that mentions no leaf, on ten points. */
  baseline: number;
  explained: number;
  items: Driver[];
}

/** A ridge of one row: it moves nothing where there are data, and keeps leaves that always come together apart. */
const ridge = 1;
/** Where penalty and reward differ by less than this share of their sum, a leaf works both ways. */
const asymmetry = 0.4;

/**
 * Penalty–reward contrast analysis: the rating on two dummies a leaf, mentioned negatively and mentioned positively
 * (Brandt 1987; Matzler & Sauerwein 2002), over leaves of at least `fewest` mentions. A class of Kano is inferred from which
 * of the two is there, and from the impact asymmetry (r − |p|) / (r + |p|) where both are (Mikulić & Prebežac 2008). Null
 * when there are no more ratings than dummies.
 */
export function driversOf(patterns: readonly MentionPattern[], fewest: number): DriverAnalysis | null {
  const mentions = countMentions(patterns);
  const codes = [...mentions].filter(([, { either }]) => either >= fewest).map(([code]) => code);
  codes.sort();
  const place = new Map(codes.map((code, i) => [code, 2 * i]));
  const placesOf = (named: readonly string[], offset: number) =>
    named.flatMap((code) => (place.has(code) ? [place.get(code)! + offset] : []));
  const rows = patterns.map(({ negative, positive, n, sum, squares }) => {
    return { set: [...placesOf(negative, 0), ...placesOf(positive, 1)], n, sum, squares };
  });
  const fit = dummyRegression(rows, 2 * codes.length, ridge);
  if (!fit) return null;
  const t = studentQuantile(fit.freedom);
  const items = codes.map((code, i): Driver => {
    const [p, r] = [2 * i, 2 * i + 1];
    const { negative, positive } = mentions.get(code)!;
    const estimate = (value: number, variance: number): Estimate => {
      const half = t * Math.sqrt(Math.max(0, variance));
      return { value, low: value - half, high: value + half };
    };
    const penalty = estimate(fit.coefficients[p]!, fit.covariance(p, p));
    const reward = estimate(fit.coefficients[r]!, fit.covariance(r, r));
    const joint = fit.covariance(p, p) + fit.covariance(r, r) - 2 * fit.covariance(p, r);
    const share = (-10 * negative) / fit.n;
    return {
      code,
      negative,
      positive,
      penalty,
      reward,
      impact: estimate(reward.value - penalty.value, joint),
      satisfaction: wilson(positive, positive + negative),
      kano: kanoOf(penalty, reward, negative, positive),
      lift: { value: penalty.value * share, low: penalty.high * share, high: penalty.low * share },
    };
  });
  return { n: fit.n, baseline: fit.intercept, explained: fit.explained, items };
}

function kanoOf(penalty: Estimate, reward: Estimate, negative: number, positive: number): KanoClass {
  const punishes = negative > 0 && penalty.high < 0;
  const delights = positive > 0 && reward.low > 0;
  if (!punishes && !delights) return 'indifferent';
  if (!delights) return 'basic';
  if (!punishes) return 'excitement';
  const lean = (reward.value + penalty.value) / (reward.value - penalty.value);
  if (lean < -asymmetry) return 'basic';
  return lean > asymmetry ? 'excitement' : 'performance';
}

function countMentions(patterns: readonly MentionPattern[]) {
  const mentions = new Map<string, { negative: number; positive: number; either: number }>();
  for (const { negative, positive, n } of patterns)
    for (const code of new Set([...negative, ...positive])) {
      const found = mentions.get(code) ?? { negative: 0, positive: 0, either: 0 };
      if (negative.includes(code)) found.negative += n;
      if (positive.includes(code)) found.positive += n;
      found.either += n;
      mentions.set(code, found);
    }
  return mentions;
}

export const quadrants = ['fix_first', 'keep_up', 'low_priority', 'overdone'] as const;
export type Quadrant = (typeof quadrants)[number];

/** Importance and satisfaction, both 0..100. */
export interface QuadrantPoint {
  code: string;
  importance: Estimate;
  satisfaction: Estimate;
  quadrant: Quadrant;
  /** Its intervals cross a line: it might stand in another quadrant. */
  unsure: boolean;
}

/**
 * Importance × satisfaction on two equal scales: the largest impact is 100; the lines are the means of both (Martilla & James
 * 1977).
 */
export function quadrantOf(drivers: readonly Driver[]): {
  lines: { importance: number; satisfaction: number };
  items: QuadrantPoint[];
} {
  const most = Math.max(...drivers.map(({ impact }) => impact.value), 0);
  const cut = (value: number) => Math.min(100, Math.max(0, value));
  const points = drivers.map(({ code, impact, satisfaction }) => {
    const scale = (value: number) => (most > 0 ? cut((100 * value) / most) : 0);
    return {
      code,
      importance: { value: scale(impact.value), low: scale(impact.low), high: scale(impact.high) },
      satisfaction: {
        value: 100 * satisfaction.value,
        low: 100 * satisfaction.low,
        high: 100 * satisfaction.high,
      },
    };
  });
  const mean = (values: number[]) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : 50);
  const lines = {
    importance: mean(points.map(({ importance }) => importance.value)),
    satisfaction: mean(points.map(({ satisfaction }) => satisfaction.value)),
  };
  const items = points.map((point): QuadrantPoint => {
    const important = point.importance.value >= lines.importance;
    const satisfied = point.satisfaction.value >= lines.satisfaction;
    const quadrant = important ? (satisfied ? 'keep_up' : 'fix_first') : satisfied ? 'overdone' : 'low_priority';
    const crosses = ({ low, high }: Estimate, line: number) => low < line && line < high;
    const unsure = crosses(point.importance, lines.importance) || crosses(point.satisfaction, lines.satisfaction);
    return { ...point, quadrant, unsure };
  });
  return { lines, items };
}

export interface Priority {
  code: string;
  lift: Estimate;
  effort: number;
  /** Lift × what a point is worth ÷ effort. */
  roi: Estimate;
  worthwhile: boolean;
}

/** Leaves by what their improvement gives for its effort, the best first. */
export function prioritiesOf(
  drivers: readonly Driver[],
  efforts: Readonly<Record<string, number>>,
  { valuePerPoint, roiThreshold }: { valuePerPoint: number; roiThreshold: number },
): Priority[] {
  return drivers
    .map(({ code, lift }): Priority => {
      const effort = Object.hasOwn(efforts, code) ? efforts[code]! : 1;
      const worth = (value: number) => (value * valuePerPoint) / effort;
      const roi = { value: worth(lift.value), low: worth(lift.low), high: worth(lift.high) };
      return { code, lift, effort, roi, worthwhile: roi.value >= roiThreshold };
    })
    .sort((a, b) => b.roi.value - a.roi.value || (a.code < b.code ? -1 : 1));
}
