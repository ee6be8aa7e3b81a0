import type { Document } from '../document.ts';
import { type Matches, Role, type SentimentLexicon } from './lexicon.ts';

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

/** Hits from which on more of them only share what is there, so that a word repeated a thousand times does not shout. */
const manyHits = 16;

/** What the values of m hits of a text or clause are multiplied by: 1 / √m, and √16 / m from 16 hits on. */
export function hitNorm(m: number): number {
  return m <= manyHits ? 1 / Math.sqrt(Math.max(1, m)) : Math.sqrt(manyHits) / m;
}

/** Rule hits in text order, in columns: hit h is of rule `rule[h]`, at units `start[h]..end[h]` of clause `clause[h]`. */
export interface RuleHits {
  count: number;
  rule: Uint8Array;
  value: Float64Array;
  start: Int32Array;
  end: Int32Array;
  clause: Int32Array;
  /** Units that learned n-grams must not read; null when there are none. */
  hidden: Uint8Array | null;
}

export function createRuleHits(): RuleHits {
  return allocate(64);
}

function allocate(size: number): RuleHits {
  return {
    count: 0,
    rule: new Uint8Array(size),
    value: new Float64Array(size),
    start: new Int32Array(size),
    end: new Int32Array(size),
    clause: new Int32Array(size),
    hidden: null,
  };
}

/** Tokens between a negator and what it negates, at most. */
const negationReach = 4;
/** Tokens between a degree word and what it strengthens, at most. */
const degreeReach = 2;
/** 不太好 is less bad than 不好. */
const weakenedShare = 0.6;

/** What the scan of a clause remembers. `…From` are units, `…To` tokens; −1: none. */
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
}

/** Applies the rules clause by clause and fills `out`, or a larger one when it is too small, and answers it. */
export function applyRules(document: Document, lexicon: SentimentLexicon, matches: Matches, out: RuleHits): RuleHits {
  const hits = out.rule.length < 2 * matches.count + 2 ? allocate(4 * matches.count) : out;
  hits.count = 0;
  hits.hidden = null;
  const { clauses } = document;
  const reading: Reading = { document, lexicon, matches, hits, scan: emptyScan(), clause: 0 };
  for (let m = 0; m < matches.count; m++) {
    let clause = reading.clause;
    while (clause + 1 < clauses.length && matches.first[m] >= clauses[clause + 1].firstToken) clause++;
    if (clause !== reading.clause) reading.scan = emptyScan();
    reading.clause = clause;
    readMatch(reading, m);
  }
  return hits;
}

function emptyScan(): Scan {
  return {
    negations: 0,
    weak: false,
    negatorFrom: -1,
    negatorTo: -1,
    degree: 1,
    degreeFrom: -1,
    degreeTo: -1,
    degreeHidden: false,
    wishFrom: -1,
    wishTo: -1,
    rhetorical: false,
  };
}

function readMatch(reading: Reading, m: number): void {
  const { document, lexicon, matches, scan } = reading;
  const entry = matches.entry[m];
  const roles = lexicon.roles[entry];
  const start = document.tokens.start[matches.first[m]];
  const end = document.tokens.end[matches.last[m] - 1];
  if (roles & Role.Change && scan.wishFrom >= 0) {
    addHit(reading, rule.suggestion, -1, scan.wishFrom, end);
    // What earlier changes hid stays hidden.
    hide(reading, Math.max(scan.wishFrom, scan.wishTo), end);
    scan.wishTo = end;
  } else if (roles & Role.Degree && (!(roles & Role.Word) || leadsWord(lexicon, matches, m))) {
    scan.degree = reaches(scan.degreeTo, matches.first[m], degreeReach)
      ? scan.degree * lexicon.factor[entry]
      : lexicon.factor[entry];
    scan.degreeFrom = start;
    scan.degreeTo = matches.last[m];
    scan.degreeHidden = lexicon.inner[entry] === 1;
  } else if (roles & (Role.Negator | Role.Weakener)) {
    const again = reaches(scan.negatorTo, matches.first[m], negationReach);
    scan.negations = again ? scan.negations + 1 : 1;
    if (!again) scan.negatorFrom = start;
    scan.negatorTo = matches.last[m];
    scan.weak = (roles & Role.Weakener) !== 0;
  } else if (roles & Role.Word) readWord(reading, m, entry, start, end);
  else if (roles & Role.Saying) {
    addHit(reading, rule.saying, lexicon.value[entry], start, end);
    hide(reading, start, end);
  } else if (roles & (Role.Emoji | Role.Sarcasm | Role.Wish | Role.Rhetorical))
    readCue(reading, roles, entry, start, end);
}

function readCue(reading: Reading, roles: number, entry: number, start: number, end: number): void {
  const { scan, lexicon } = reading;
  if (roles & Role.Wish && scan.wishFrom < 0) scan.wishFrom = start;
  if (roles & Role.Rhetorical) scan.rhetorical = true;
  const number =
    roles & Role.Emoji
      ? rule.emoji
      : roles & Role.Sarcasm
        ? rule.sarcasm
        : roles & Role.Wish
          ? rule.wish
          : rule.rhetorical;
  addHit(reading, number, lexicon.value[entry], start, end);
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

function readWord(reading: Reading, m: number, entry: number, wordStart: number, end: number): void {
  const { document, lexicon, matches, scan } = reading;
  const negations = reaches(scan.negatorTo, matches.first[m], negationReach) ? scan.negations : 0;
  const strengthened = reaches(scan.degreeTo, matches.first[m], degreeReach);
  let start = wordStart;
  if (strengthened) start = Math.min(start, scan.degreeFrom);
  if (negations > 0) start = Math.min(start, scan.negatorFrom);
  const strength = lexicon.value[entry] * (strengthened ? scan.degree : 1);
  const double = negations >= 2 || (negations === 1 && lexicon.inner[entry] === 1);
  const number = wordRule(scan, double, negations, strength, isLatin(document.tokens.text, wordStart));
  let value = strength * signOf(scan, double, negations);
  if (double) hide(reading, start, end);
  else if (strengthened && scan.degreeHidden) hide(reading, scan.degreeFrom, wordStart);
  if (number === rule.questioned_word && strength > 0) {
    // A rhetorical question praises in order to deny; when it complains, it means it.
    value = -strength;
    hide(reading, wordStart, end);
  }
  addHit(reading, number, value, start, end);
  addContrast(reading, value, start, end);
  scan.negations = 0;
  scan.negatorTo = scan.degreeTo = -1;
}

/** Factor on a word's polarity: an odd number of negations turns it, a weakener takes most of it. */
function signOf(scan: Scan, double: boolean, negations: number): number {
  if (double) return negations >= 2 ? 1 : -1;
  if (negations === 0) return 1;
  return scan.weak ? -weakenedShare : -1;
}

function addContrast(reading: Reading, value: number, start: number, end: number): void {
  const contrast = reading.document.clauses[reading.clause]?.contrast;
  if (contrast === 'after') addHit(reading, rule.after_contrast, value, start, end);
  if (contrast === 'before') addHit(reading, rule.before_contrast, -value, start, end);
}

function wordRule(scan: Scan, double: boolean, negations: number, strength: number, latin: boolean): number {
  if (double) return rule.double_negation;
  if (scan.wishFrom >= 0) return rule.wished_word;
  if (scan.rhetorical) return rule.questioned_word;
  if (negations === 1) return strength > 0 ? rule.negated_positive : rule.negated_negative;
  return latin ? rule.word_en : rule.word;
}

function isLatin(text: string, at: number): boolean {
  return text.charCodeAt(at) < 0x250;
}

function addHit({ hits, clause }: Reading, number: number, value: number, start: number, end: number): void {
  const h = hits.count++;
  hits.rule[h] = number;
  hits.value[h] = value;
  hits.start[h] = start;
  hits.end[h] = end;
  hits.clause[h] = clause;
}

function hide({ document, hits }: Reading, start: number, end: number): void {
  hits.hidden ??= new Uint8Array(document.tokens.text.length);
  hits.hidden.fill(1, start, end);
}
