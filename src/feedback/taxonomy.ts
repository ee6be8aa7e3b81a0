export interface Names {
  'zh-CN': string;
  'zh-TW': string;
  en: string;
}

/**
 * A cue is written in a small language over the folded text (lower case, half width, simplified):
 *
 *     排队            the words as they stand; Latin words match whole words, `crash*` matches a beginning
 *     等|排队         any of these
 *     等|排队 .. 久   in this order within one clause, at most 10 characters between
 *     客服 & 慢       both in one clause, in any order
 *     房间 @hotel     only where the text is likely about a hotel; `@a,b` either, `@!a` anywhere else (see `domains`)
 *
 * Among words of one taxonomy that lie in each other the longest counts: 「服务员」 hides 「服务」. An opinion behind a
 * negator (「不贵」 「没有破损」) is turned round. The gap of ".." is 24 characters behind a Latin word.
 */
export type Cue = string;

export interface TaxonomyLeaf {
  /** Dot path, stable for ever. */
  code: string;
  names: Names;
  /** One line: what belongs there. */
  description: { 'zh-CN': string; en: string };
  department: string;
  slaHours: number;
  firstResponseHours: number;
  /** Opinion-free words of the aspect: the clause's sentiment decides the polarity. */
  aspects: Cue[];
  /** Phrases that carry their opinion with them (「太贵」). */
  opinions: { negative: Cue[]; positive: Cue[] };
  /** A clause that holds one of these says nothing about this leaf. */
  not: Cue[];
  /** Kinds of business in which the aspect words count; empty: everywhere. See `domains` of the taxonomy. */
  domains: string[];
  examples: string[];
}

export interface Taxonomy {
  id: string;
  version: string;
  names: Names;
  /** Names of the inner nodes by their code (`service`, `service.counter`). */
  groups: Record<string, Names>;
  /** One entry a leaf, mixed where it is praised and blamed; else one a leaf and polarity. */
  onePerLeaf: boolean;
  leaves: TaxonomyLeaf[];
}
