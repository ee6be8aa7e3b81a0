import type { Finding } from './findings.ts';
import type { Point } from './points.ts';

/** Praise or blame this many times the stronger decides alone. */
const decides = 4;
/** Blame weaker than this («一般») leaves an aspect neutral. */
const faint = 0.4;

/** One point a leaf: mixed where neither praise nor blame decides, with the clauses of all. */
export function mergePoints(points: readonly Point[]): Point[] {
  const byLeaf = new Map<number, Point[]>();
  for (const point of points) {
    const group = byLeaf.get(point.leaf);
    if (group === undefined) byLeaf.set(point.leaf, [point]);
    else group.push(point);
  }
  return [...byLeaf.values()].map(mergeGroup);
}

/** Strength of a point: |score|, once a clause. */
function strengthOf({ score, clauses }: Point): number {
  return Math.abs(score) * clauses.length;
}

function mergeGroup(group: readonly Point[]): Point {
  const strongest = group.reduce((a, b) => (strengthOf(b) > strengthOf(a) ? b : a));
  if (strongest.polarity < 0 && strongest.score > -faint && group.length === 1)
    return { ...strongest, polarity: 0, label: 'neutral' };
  const sum = (sign: number): number =>
    group.reduce((total, point) => total + (point.polarity === sign ? strengthOf(point) : 0), 0);
  const praise = sum(1);
  const blame = sum(-1);
  const mixed = praise > 0 && blame > 0 && praise <= decides * blame && blame <= decides * praise;
  const findingAt = new Map<number, Finding>();
  for (const point of group)
    for (const [i, clause] of point.clauses.entries())
      if (!findingAt.has(clause)) findingAt.set(clause, point.findings[i]);
  const clauses = [...findingAt.keys()].sort((a, b) => a - b);
  const findings = clauses.map((clause) => findingAt.get(clause)!);
  const whole = { ...strongest, clauses, findings };
  if (!mixed) return whole;
  // Who praises and blames also complains: the point is work for somebody.
  return { ...whole, polarity: -1, label: 'mixed', score: (praise - blame) / (praise + blame) };
}
