/** What comments say of a part of the taxonomy, as filters name it: `<code>`, or `<code>:<polarity>`. */
import type { CommentFilter } from './filter.ts';
import { limits } from './limits.ts';

export const polarities = ['positive', 'negative', 'neutral'] as const;
export type Polarity = (typeof polarities)[number];

export interface Mention {
  /** An inner node stands for its whole subtree. */
  code: string;
  /** Null: whatever is said of it. A mixed opinion is positive and negative. */
  polarity: Polarity | null;
}

export function readMention(value: string): Mention {
  const [code, polarity = null] = value.split(':', 2) as [string, Polarity?];
  return { code, polarity };
}

/** The same said of each of the codes. */
export function mentions(codes: readonly string[], polarity: Polarity): string[] {
  return codes.map((code) => `${code}:${polarity}`);
}

/**
 * Those comments of a filter that say one of each list as well. A filter has room for two lists, `label` and `mention`, of which
 * one knows no polarity: null where more would be needed to name the comments.
 */
export function saying(filter: CommentFilter, ...lists: readonly (readonly string[])[]): CommentFilter | null {
  const { label, mention, ...rest } = filter;
  const all = [label, mention, ...lists].filter((list) => list !== undefined);
  const needed = all.filter((list, i) => !all.some((other, j) => i !== j && makesNeedless(other, list, j < i)));
  const plain = needed.find((list) => list.every((value) => !value.includes(':')));
  const others = needed.filter((list) => list !== plain);
  if (others.length > 1 || needed.some((list) => list.length > limits.filterValues)) return null;
  return { ...rest, ...(plain && { label: [...plain] }), ...(others[0] && { mention: [...others[0]] }) };
}

/** Those comments of a filter that say none of them; null where they are too many for one. */
export function sayingNone(filter: CommentFilter | null, values: readonly string[]): CommentFilter | null {
  const noMention = [...new Set([...(filter?.noMention ?? []), ...values])];
  if (filter === null || noMention.length > limits.filterValues) return null;
  return noMention.length === 0 ? filter : { ...filter, noMention };
}

/** Those that praise or blame a leaf and do nothing else: as its figures count them, which put mixed opinions aside. */
export function onlySaying(
  filter: CommentFilter | null,
  code: string,
  polarity: 'positive' | 'negative',
): CommentFilter | null {
  const opposite = polarity === 'positive' ? 'negative' : 'positive';
  return filter && sayingNone(saying(filter, [`${code}:${polarity}`]), [`${code}:${opposite}`]);
}

/** Of two lists that say the same the former is kept. */
function makesNeedless(list: readonly string[], other: readonly string[], isFormer: boolean): boolean {
  return implies(list, other) && (isFormer || !implies(other, list));
}

/** Whoever says one of the former says one of the latter. */
function implies(list: readonly string[], other: readonly string[]): boolean {
  const wider = other.map(readMention);
  return list.map(readMention).every((narrow) => wider.some((wide) => isWithin(narrow, wide)));
}

function isWithin({ code, polarity }: Mention, wide: Mention): boolean {
  const isUnder = code === wide.code || code.startsWith(`${wide.code}.`);
  return isUnder && (wide.polarity === null || wide.polarity === polarity);
}
