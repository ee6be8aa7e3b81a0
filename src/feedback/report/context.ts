import { maskPersonalData } from '../pii.ts';
import { groupsOf, parentOf, type TaxonomyLeaf } from '../taxonomy.ts';
import type { ReportQuote } from './document.ts';
import type { ReportFacts } from './facts.ts';
import { type GroupResult, groupResults, meanRatings, type Problem, problemsOf } from './figures.ts';
import type { ReportTexts } from './texts/phrases.ts';
import { reportTexts } from './texts/texts.ts';

/** What the sections are written from. */
export interface ReportContext {
  facts: ReportFacts;
  texts: ReportTexts;
  dimensions: GroupResult[];
  problems: Problem[];
  leaves: GroupResult[];
  /** By dimension. */
  ratings: Map<string, { n: number; mean: number }>;
  /** The dimension of a leaf. */
  dimensionOf(code: string): string;
  nameOf(code: string): string;
  departmentName(department: string): string;
  /** Places of up to `most` quotes for leaves; a comment is quoted once in a report. */
  quote(tone: 'negative' | 'positive', leaves: (code: string) => boolean, most: number): number[];
  /** Place of other words of a comment. */
  quoteWords(commentId: string, words: string): number | null;
  /** Place of a comment that is quoted as a whole; null when it is gone or is quoted already. */
  quoteComment(commentId: string): number | null;
  quotes: ReportQuote[];
}

/** Characters of a quote; longer ones end in an ellipsis. */
const quoteCharacters = 200;

export function createContext(facts: ReportFacts): ReportContext {
  const { language } = facts.order;
  const leafOf = new Map(facts.taxonomy.leaves.map((leaf) => [leaf.code, leaf]));
  const dimensionOf = (code: string): string => topOf(leafOf.get(code), code);
  const nameOf = (code: string): string =>
    leafOf.get(code)?.names[language] ?? facts.taxonomy.groups[code]?.[language] ?? facts.leafNames.get(code) ?? code;
  const leaves = groupResults(facts, (code) => code, nameOf);
  const quotes: ReportQuote[] = [];
  // Cases tell these in full.
  const quoted = new Set(facts.cases.map(({ commentId }) => commentId));

  function add(commentId: string, words: string): number | null {
    const comment = facts.comments.get(commentId);
    if (!comment) return null;
    const { day, channel, rating } = comment;
    // Where it is not masked at the door, it is here.
    const { text } = maskPersonalData(words, {});
    return quotes.push({ commentId, text: brief(text), day, channel, rating }) - 1;
  }

  return {
    facts,
    texts: reportTexts[language],
    dimensions: groupResults(facts, dimensionOf, nameOf),
    problems: problemsOf(leaves, facts.work),
    leaves,
    ratings: meanRatings(facts.rated, dimensionOf),
    dimensionOf,
    nameOf,
    departmentName: (department) => facts.taxonomy.departmentNames?.[department]?.[language] ?? department,
    quotes,
    quote(tone, isWanted, most) {
      const places: number[] = [];
      for (const example of facts.examples) {
        if (places.length === most) break;
        const { commentId } = example;
        if (example.tone !== tone || !isWanted(example.code) || quoted.has(commentId)) continue;
        const place = add(commentId, facts.comments.get(commentId)?.text ?? '');
        if (place === null) continue;
        quoted.add(commentId);
        places.push(place);
      }
      return places;
    },
    quoteWords: add,
    quoteComment(commentId) {
      if (quoted.has(commentId)) return null;
      const place = add(commentId, facts.comments.get(commentId)?.text ?? '');
      if (place !== null) quoted.add(commentId);
      return place;
    },
  };
}

function topOf(leaf: TaxonomyLeaf | undefined, code: string): string {
  return groupsOf(leaf ? parentOf(leaf) : code)[0] ?? code;
}

function brief(text: string): string {
  const characters = [...text.trim()];
  return characters.length > quoteCharacters ? `${characters.slice(0, quoteCharacters).join('')}…` : text.trim();
}
