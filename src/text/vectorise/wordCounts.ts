/** In how many documents each word occurs, of how many. */
export interface DocumentCounts {
  documents: number;
  counts: ReadonlyMap<string, number>;
}

/** Counts documents one by one; equal words of a document count once. `synonyms`: word → the word that stands for it. */
export function countDocuments(
  documents: Iterable<Iterable<string>>,
  synonyms: ReadonlyMap<string, string> = new Map(),
): DocumentCounts {
  const counts = new Map<string, number>();
  let total = 0;
  for (const document of documents) {
    total++;
    for (const word of new Set(mergeSynonyms(document, synonyms))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return { documents: total, counts };
}

export function* mergeSynonyms(words: Iterable<string>, synonyms: ReadonlyMap<string, string>): Iterable<string> {
  for (const word of words) if (word !== '') yield synonyms.get(word) ?? word;
}

/** Words beside a given one. */
export interface Neighbour {
  word: string;
  /** Documents that hold both. */
  together: number;
  /** Normalised pointwise mutual information over documents, −1..1. */
  npmi: number;
}

/**
 * The words that share documents with `word` more than chance has it, the strongest first (NPMI, Bouma 2009), of those
 * in at least `minTogether` of its documents.
 */
export function neighboursOf(word: string, documents: readonly (readonly string[])[], minTogether = 3): Neighbour[] {
  const all = countDocuments(documents);
  const near = countDocuments(documents.filter((document) => document.includes(word)));
  const candidates = [...near.counts]
    .filter(([other, together]) => other !== word && together >= minTogether)
    .map(([other, together]) => ({ word: other, together, documents: all.counts.get(other)! }));
  return rankNeighbours(all.counts.get(word) ?? 0, all.documents, candidates);
}

/**
 * The same from counts: `own` of `all` documents hold the word; of each candidate, how many documents hold it (`documents`)
 * and how many hold both.
 */
export function rankNeighbours(
  own: number,
  all: number,
  candidates: readonly { word: string; together: number; documents: number }[],
): Neighbour[] {
  return candidates
    .map(({ word, together, documents }) => {
      const p = together / all;
      const chance = (own * documents) / (all * all);
      return { word, together, npmi: p === 1 ? 0 : Math.log(p / chance) / -Math.log(p) };
    })
    .filter(({ npmi }) => npmi > 0)
    .sort((a, b) => b.npmi - a.npmi || b.together - a.together || (a.word < b.word ? -1 : 1));
}
