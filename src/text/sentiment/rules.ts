import type { Document } from '../document.ts';
import type { Tokens } from '../segment/tokens.ts';
import { createMatches, findMatches, type Matches, Role, type SentimentLexicon } from './lexicon.ts';

/**
 * The rules of the hand-kept lists. Each hit belongs to one rule; the model holds one coefficient a rule.
 * `value` is signed: positive speaks for a positive text.
 */
export const ruleNames = [
  'word',
  'word_en',
  'negated_positive',
  'negated_negative',
  'double_negation',
  'saying',
  'emoji',
  'wish',
  'wished_word',
  'suggestion',
  'rhetorical',
  'questioned_word',
  'sarcasm',
  'after_contrast',
  'before_contrast',
] as const;
export type RuleName = (typeof ruleNames)[number];
/** Rules from here on weigh the clauses of a text against one another; they are no part of a clause's own sum. */
export const firstWholeRule = ruleNames.indexOf('after_contrast');
const rule = Object.fromEntries(ruleNames.map((name, number) => [name, number])) as Record<RuleName, number>;

/** Rules up to here are about polar words and their negation. */
export const lastWordRule = ruleNames.indexOf('negated_negative');

/** Hits from which on more of them only share what is there, so that a word repeated a thousand times does not shout. */
const manyHits = 16;

/** What the values of m hits of a text or clause are multiplied by: 1 / √m, and √16 / m from 16 hits on. */
export function hitNorm(m: number): number {
  return m <= manyHits ? 1 / Math.sqrt(Math.max(1, m)) : Math.sqrt(manyHits) / m;
}

/** Rule hits in text order, in columns: hit h is of rule `rule[h]`, at tokens `first[h]..last[h]` (exclusive) of clause `clause[h]`. */
export interface RuleHits {
  count: number;
  rule: Uint8Array;
  value: Float64Array;
  first: Int32Array;
  last: Int32Array;
  clause: Int32Array;
  /** Tokens that learned n-grams must not read (1); null when there are none. */
  hidden: Uint8Array | null;
}

function allocate(size: number): RuleHits {
  return {
    count: 0,
    rule: new Uint8Array(size),
    value: new Float64Array(size),
    first: new Int32Array(size),
    last: new Int32Array(size),
    clause: new Int32Array(size),
    hidden: null,
  };
}

/** Tokens between a negator and what it negates, at most. */
const negationReach = 4;
/** Tokens between a degree word and what it strengthens, at most. */
const degreeReach = 2;
/** Two strong degree words count, a third adds nothing: 很很很…好 must not shout down the rest of a text. */
const strongestDegree = 2.56;
/** 不太好 is less bad than 不好. */
const weakenedShare = 0.6;

/** What the scan of a clause remembers, in tokens; −1: none. */
interface Scan {
  negations: number;
  weak: boolean;
  negatorFrom: number;
  negatorTo: number;
  degree: number;
  degreeFrom: number;
  degreeTo: number;
  /** The degree is a saying with a negation of its own (从没见过这么…), which n-grams would misread. */
  degreeHidden: boolean;
  wishFrom: number;
  /** End of the last change that was wished for. */
  wishTo: number;
  rhetorical: boolean;
}

/** Everything that reading one match needs. */
interface Reading {
  document: Document;
  lexicon: SentimentLexicon;
  matches: Matches;
  hits: RuleHits;
  scan: Scan;
  clause: number;
  /** Memory of `hits.hidden`. */
  hiding: Uint8Array;
}

/** Applies the rules clause by clause. The hits are overwritten by the next call. */
export function createRuleReader(lexicon: SentimentLexicon): (document: Document) => RuleHits {
  const matches = createMatches();
  const scan = emptyScan();
  const reading = { lexicon, matches, scan, hits: allocate(64), hiding: new Uint8Array(64), clause: 0 } as Reading;
  return (document) => {
    findMatches(lexicon, document.tokens, matches);
    const most = 2 * matches.count + 2;
    if (reading.hits.rule.length < most) reading.hits = allocate(2 * most);
    reading.hits.count = 0;
    reading.hits.hidden = null;
    if (matches.count === 0) return reading.hits;
    const { clauses } = document;
    reading.document = document;
    reading.clause = 0;
    forget(scan);
    for (let m = 0; m < matches.count; m++) {
      let clause = reading.clause;
      while (clause + 1 < clauses.length && matches.first[m] >= clauses[clause + 1].firstToken) clause++;
      if (clause !== reading.clause) forget(scan);
      reading.clause = clause;
      readMatch(reading, m);
    }
    return reading.hits;
  };
}

function emptyScan(): Scan {
  const scan = {} as Scan;
  forget(scan);
  return scan;
}

function forget(scan: Scan): void {
  scan.negations = 0;
  scan.weak = false;
  scan.negatorFrom = -1;
  scan.negatorTo = -1;
  scan.degree = 1;
  scan.degreeFrom = -1;
  scan.degreeTo = -1;
  scan.degreeHidden = false;
  scan.wishFrom = -1;
  scan.wishTo = -1;
  scan.rhetorical = false;
}

function readMatch(reading: Reading, m: number): void {
  const { lexicon, matches, scan } = reading;
  const entry = matches.entry[m];
  const roles = lexicon.roles[entry];
  const first = matches.first[m];
  const last = matches.last[m];
  if (roles & Role.Change && scan.wishFrom >= 0) {
    addHit(reading, rule.suggestion, -1, scan.wishFrom, last);
    // What earlier changes hid stays hidden.
    hide(reading, Math.max(scan.wishFrom, scan.wishTo), last);
    scan.wishTo = last;
  } else if (roles & Role.Degree && (!(roles & Role.Word) || leadsWord(lexicon, matches, m))) {
    scan.degree = reaches(scan.degreeTo, first, degreeReach)
      ? Math.min(strongestDegree, scan.degree * lexicon.factor[entry])
      : lexicon.factor[entry];
    scan.degreeFrom = first;
    scan.degreeTo = last;
    scan.degreeHidden = lexicon.inner[entry] === 1;
  } else if (roles & (Role.Negator | Role.Weakener)) {
    const again = reaches(scan.negatorTo, first, negationReach);
    scan.negations = again ? scan.negations + 1 : 1;
    if (!again) scan.negatorFrom = first;
    scan.negatorTo = last;
    scan.weak = (roles & Role.Weakener) !== 0;
  } else if (roles & Role.Word) readWord(reading, entry, first, last);
  else if (roles & Role.Saying) {
    addHit(reading, rule.saying, lexicon.value[entry], first, last);
    hide(reading, first, last);
  } else if (roles & (Role.Emoji | Role.Sarcasm | Role.Wish | Role.Rhetorical))
    readCue(reading, roles, entry, first, last);
}

function readCue(reading: Reading, roles: number, entry: number, first: number, last: number): void {
  const { scan, lexicon } = reading;
  if (roles & Role.Wish && scan.wishFrom < 0) scan.wishFrom = first;
  if (roles & Role.Rhetorical) scan.rhetorical = true;
  const number =
    roles & Role.Emoji
      ? rule.emoji
      : roles & Role.Sarcasm
        ? rule.sarcasm
        : roles & Role.Wish
          ? rule.wish
          : rule.rhetorical;
  addHit(reading, number, lexicon.value[entry], first, last);
}

/** A modifier that ended with token `to` reaches token `at`. */
function reaches(to: number, at: number, reach: number): boolean {
  return to >= 0 && at - to <= reach;
}

/** 好 in 好难吃, pretty in "pretty bad": the next word is a polar one and stands right behind. */
function leadsWord(lexicon: SentimentLexicon, matches: Matches, m: number): boolean {
  if (m + 1 >= matches.count || matches.first[m + 1] - matches.last[m] > 1) return false;
  return (lexicon.roles[matches.entry[m + 1]] & Role.Word) !== 0;
}

function readWord(reading: Reading, entry: number, word: number, last: number): void {
  const { lexicon, scan, document } = reading;
  const negations = reaches(scan.negatorTo, word, negationReach) ? scan.negations : 0;
  const strengthened = reaches(scan.degreeTo, word, degreeReach);
  let first = word;
  if (strengthened) first = Math.min(first, scan.degreeFrom);
  if (negations > 0) first = Math.min(first, scan.negatorFrom);
  const strength = lexicon.value[entry] * (strengthened ? scan.degree : 1);
  const double = negations >= 2 || (negations === 1 && lexicon.inner[entry] === 1);
  const number = wordRule(scan, double, negations, strength, isLatin(document.tokens, word));
  let value = strength * signOf(scan, double, negations);
  if (double) hide(reading, first, last);
  else if (strengthened && scan.degreeHidden) hide(reading, scan.degreeFrom, word);
  if (number === rule.questioned_word && strength > 0) {
    // A rhetorical question praises in order to deny; when it complains, it means it.
    value = -strength;
    hide(reading, word, last);
  }
  addHit(reading, number, value, first, last);
  addContrast(reading, value, first, last);
  scan.negations = 0;
  scan.negatorTo = scan.degreeTo = -1;
}

/** Factor on a word's polarity: an odd number of negations turns it, a weakener takes most of it. */
function signOf(scan: Scan, double: boolean, negations: number): number {
  if (double) return negations >= 2 ? 1 : -1;
  if (negations === 0) return 1;
  return scan.weak ? -weakenedShare : -1;
}

function addContrast(reading: Reading, value: number, first: number, last: number): void {
  const contrast = reading.document.clauses[reading.clause]?.contrast;
  if (contrast === 'after') addHit(reading, rule.after_contrast, value, first, last);
  if (contrast === 'before') addHit(reading, rule.before_contrast, -value, first, last);
}

function wordRule(scan: Scan, double: boolean, negations: number, strength: number, latin: boolean): number {
  if (double) return rule.double_negation;
  if (scan.wishFrom >= 0) return rule.wished_word;
  if (scan.rhetorical) return rule.questioned_word;
  if (negations === 1) return strength > 0 ? rule.negated_positive : rule.negated_negative;
  return latin ? rule.word_en : rule.word;
}

function isLatin({ text, start }: Tokens, token: number): boolean {
  return text.charCodeAt(start[token]) < 0x250;
}

function addHit({ hits, clause }: Reading, number: number, value: number, first: number, last: number): void {
  const h = hits.count++;
  hits.rule[h] = number;
  hits.value[h] = value;
  hits.first[h] = first;
  hits.last[h] = last;
  hits.clause[h] = clause;
}

function hide(reading: Reading, first: number, last: number): void {
  const { hits } = reading;
  const { tokens } = reading.document;
  if (hits.hidden === null) {
    hits.hidden = reading.hiding.length < tokens.count ? new Uint8Array(2 * tokens.count) : reading.hiding;
    hits.hidden.fill(0, 0, tokens.count);
    reading.hiding = hits.hidden;
  }
  hits.hidden.fill(1, first, last);
}
