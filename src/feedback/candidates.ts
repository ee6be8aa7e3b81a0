import type { Document } from '../text/document.ts';
import { TokenKind } from '../text/segment/tokens.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import { createSpanNumbering, hashSpan, type WordTable } from '../text/vectorise/wordTable.ts';
import type { KeywordCandidate } from './keywords.ts';

export interface KeywordRules {
  /** Inverse document frequency of folded words in the background corpus; 0 for stop words. */
  idf: WordTable;
  /** Forms of one English word share a stem and count together. */
  stem(word: string): string;
}

const longestTerm = 24;
/** The best by background frequencies; whatever a workspace's own make of them, its keywords are among these. */
const mostCandidates = 24;

/** The content words of a comment, each once, with the polarity of the clause that holds its first occurrence. */
export function createCandidateFinder({
  idf,
  stem,
}: KeywordRules): (document: Document, reading: SentimentReading) => KeywordCandidate[] {
  const numbering = createSpanNumbering();

  return ({ tokens, clauses }, reading) => {
    const { text, start, end, kind } = tokens;
    numbering.begin(tokens.count);
    const found: KeywordCandidate[] = [];
    const byNumber: KeywordCandidate[] = [];
    let byStem: Map<string, KeywordCandidate> | null = null;
    for (let c = 0; c < clauses.length; c++) {
      for (let i = clauses[c].firstToken; i < clauses[c].lastToken; i++) {
        const length = end[i] - start[i];
        const latin = kind[i] === TokenKind.Latin;
        if (length > longestTerm || length < (latin ? 3 : 2) || (!latin && kind[i] !== TokenKind.Han)) continue;
        const hash = hashSpan(text, start[i], end[i]);
        const backgroundIdf = idf.get(hash);
        if (backgroundIdf === 0) continue;
        const number = numbering.number(text, start[i], end[i], hash);
        let known: KeywordCandidate | undefined = byNumber[number];
        if (known === undefined && latin) known = byStem?.get(stem(text.slice(start[i], end[i])));
        if (known !== undefined) {
          known.count++;
          byNumber[number] = known;
          continue;
        }
        const polarity = Math.round(reading.clauses[c].score * 1e4) / 1e4;
        const candidate = { term: '', start: start[i], end: end[i], count: 1, polarity, backgroundIdf };
        found.push(candidate);
        byNumber[number] = candidate;
        if (!latin) continue;
        byStem ??= new Map();
        byStem.set(stem(text.slice(start[i], end[i])), candidate);
      }
    }
    return best(found, text);
  };
}

/** The best candidates in the order of the text, with their words. */
function best(found: KeywordCandidate[], text: string): KeywordCandidate[] {
  const kept =
    found.length <= mostCandidates
      ? found
      : found
          .toSorted((a, b) => b.count * b.backgroundIdf - a.count * a.backgroundIdf || a.start - b.start)
          .slice(0, mostCandidates)
          .sort((a, b) => a.start - b.start);
  for (const candidate of kept) candidate.term = text.slice(candidate.start, candidate.end);
  return kept;
}
