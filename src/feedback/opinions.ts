/** What several people said about one comment, as categories that can be compared. */
import type { Decided } from './decision.ts';

export const comparedFields = ['sentiment', 'conflict', 'ratingValid', 'issues'] as const;
export type ComparedField = (typeof comparedFields)[number];
/** What a final check looks at. */
export const keyFields: readonly ComparedField[] = ['sentiment', 'conflict', 'ratingValid'];

/** One thing on which two people can agree: a field, or of the issues one leaf. */
export interface Unit {
  field: ComparedField;
  /** The leaf, of `issues`. */
  code?: string;
  first: string;
  second: string;
}

/** What both decided. */
export function compareDecided(
  first: Decided,
  second: Decided,
  fields: readonly ComparedField[] = comparedFields,
): Unit[] {
  const units: Unit[] = [];
  const add = (field: ComparedField, a: string | undefined, b: string | undefined, code?: string) => {
    if (a !== undefined && b !== undefined) units.push({ field, first: a, second: b, ...(code && { code }) });
  };
  add('sentiment', first.sentiment?.label, second.sentiment?.label);
  add('conflict', conflictOf(first), conflictOf(second));
  add('ratingValid', first.ratingValid?.toString(), second.ratingValid?.toString());
  for (const code of codesOfBoth(first, second)) {
    add('issues', polaritiesOf(first, code), polaritiesOf(second, code), code);
  }
  return units.filter(({ field }) => fields.includes(field));
}

function conflictOf({ conflict }: Decided): string | undefined {
  return conflict && (conflict.type ?? 'none');
}

/** Codes that at least one names, and on which both have decided. */
function codesOfBoth(first: Decided, second: Decided): string[] {
  const named = [first, second].flatMap(({ issues }) => issues?.leaves.map(({ code }) => code) ?? []);
  return [...new Set(named)].sort();
}

function polaritiesOf({ issues }: Decided, code: string): string | undefined {
  const leaf = issues?.leaves.find((candidate) => candidate.code === code);
  if (!leaf) return issues?.complete ? 'absent' : undefined;
  const labels = leaf.issues.map(({ sentiment }) => sentiment.label);
  return labels.length === 0 ? 'absent' : [...new Set(labels)].sort().join(' ');
}

export function differences(units: readonly Unit[]): ComparedField[] {
  return comparedFields.filter((field) => units.some((unit) => unit.field === field && unit.first !== unit.second));
}
