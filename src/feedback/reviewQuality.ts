/** How good reviewers are, measured by decisions. */

import type { ModelFigures } from './modelFigures.ts';
import { type ComparedField, comparedFields, type Unit } from './opinions.ts';
import type { Reviewer, Share } from './read.ts';
import { type Agreement, cohenKappa, krippendorffAlpha, median } from './statistics/agreement.ts';
import { count, shareOf, type Tally, tally } from './tally.ts';

/** Of wrong values among those that were checked: what the three-level check aims at. */
export const errorTarget = 0.005;

export interface ReviewerFigures extends Reviewer {
  decisions: number;
  undone: number;
  /** From claim to decision; null where nobody claimed (items accepted together). */
  medianSeconds: number | null;
  /** Of the values that others checked: the share that they confirmed. */
  agreement: Share | null;
}

export interface CheckFigures {
  level: 'second_opinion' | 'final_check';
  /** Comments that were looked at again. */
  comments: number;
  /** Values that were compared, and those that turned out wrong. */
  values: number;
  errors: number;
  /** With its Wilson interval, 95 %. */
  errorRate: Share | null;
  target: number;
  /** `met` when the whole interval lies below the target, `missed` when it lies above; else more checks are needed. */
  verdict: 'met' | 'missed' | 'open';
}

export interface ReviewQuality {
  reviewers: ReviewerFigures[];
  /** Two reviewers, who did not see each other's decisions: Cohen's κ; all opinions: Krippendorff's α, nominal. */
  agreement: { field: ComparedField; kappa: Agreement; alpha: Agreement }[];
  checks: CheckFigures[];
  model: ModelFigures;
}

/** One decision as its reviewer's work. */
export interface ReviewerWork extends Reviewer {
  undone: boolean;
  seconds: number | null;
}

/** A first decision and an opinion on it; `upheld` are the fields that a third person settled as the first had them. */
export interface OpinionPair {
  commentId: string;
  level: CheckFigures['level'];
  first: Reviewer;
  units: Unit[];
  upheld: ComparedField[];
}

/** Gathers decisions one by one. */
export function createReviewerFigures(): {
  add(work: ReviewerWork): void;
  figures(pairs: readonly OpinionPair[]): ReviewerFigures[];
} {
  const groups = new Map<string, Reviewer & { decisions: number; undone: number; seconds: number[] }>();
  return {
    add({ actor, reviewer, undone, seconds }) {
      const key = keyOf({ actor, reviewer });
      const group = groups.get(key) ?? { actor, reviewer, decisions: 0, undone: 0, seconds: [] };
      groups.set(key, group);
      group.decisions++;
      if (undone) group.undone++;
      if (seconds !== null) group.seconds.push(seconds);
    },
    figures(pairs) {
      const checks = checksByReviewer(pairs);
      return [...groups]
        .map(([key, { seconds, ...group }]) => {
          return { ...group, medianSeconds: median(seconds), agreement: shareOf(checks.get(key) ?? tally()) };
        })
        .sort((a, b) => b.decisions - a.decisions || (keyOf(a) < keyOf(b) ? -1 : 1));
    },
  };
}

function checksByReviewer(pairs: readonly OpinionPair[]): Map<string, Tally> {
  const checks = new Map<string, Tally>();
  for (const pair of pairs) {
    const key = keyOf(pair.first);
    const of = checks.get(key) ?? tally();
    checks.set(key, of);
    for (const { wrong } of valuesOf(pair)) count(of, !wrong);
  }
  return checks;
}

function keyOf({ actor, reviewer }: Reviewer): string {
  return JSON.stringify([actor, reviewer]);
}

function valuesOf({ units, upheld }: OpinionPair): { wrong: boolean }[] {
  return units.map(({ field, first, second }) => ({ wrong: first !== second && !upheld.includes(field) }));
}

export function agreementFigures(pairs: readonly OpinionPair[]): ReviewQuality['agreement'] {
  return comparedFields.map((field) => {
    const seconds = pairs.filter(({ level }) => level === 'second_opinion');
    const compared = seconds.flatMap(({ units }) => units.filter((unit) => unit.field === field));
    return {
      field,
      kappa: cohenKappa(compared.map(({ first, second }) => [first, second])),
      alpha: krippendorffAlpha(ratedUnits(pairs, field)),
    };
  });
}

/** All opinions on one thing, the first decision once. Leaves of one comment come in the order of their codes. */
function ratedUnits(pairs: readonly OpinionPair[], field: ComparedField): string[][] {
  const units = new Map<string, string[]>();
  for (const { commentId, units: of } of pairs) {
    for (const [index, unit] of of.filter((one) => one.field === field).entries()) {
      const key = `${commentId} ${unit.code ?? index}`;
      units.set(key, [...(units.get(key) ?? [unit.first]), unit.second]);
    }
  }
  return [...units.values()];
}

export function checkFigures(pairs: readonly OpinionPair[]): CheckFigures[] {
  return (['second_opinion', 'final_check'] as const).map((level) => {
    const own = pairs.filter((pair) => pair.level === level);
    const values = own.flatMap(valuesOf);
    const errors = values.filter(({ wrong }) => wrong).length;
    const errorRate = shareOf({ hits: errors, of: values.length });
    const verdict =
      errorRate === null
        ? 'open'
        : errorRate.high <= errorTarget
          ? 'met'
          : errorRate.low > errorTarget
            ? 'missed'
            : 'open';
    return { level, comments: own.length, values: values.length, errors, errorRate, target: errorTarget, verdict };
  });
}
