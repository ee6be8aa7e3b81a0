import type { Document } from '../text/document.ts';
import { TokenKind } from '../text/segment/tokens.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import { createSpanNumbering, hashSpan, type WordTable } from '../text/vectorise/wordTable.ts';
import type { Keyword } from './analysis.ts';
import { type KeywordCandidate, keywordsPerComment, keywordWeight } from './keywords.ts';

export interface KeywordRules {
  /** Inverse document frequency of folded words in the background corpus; 0 for stop words. */
  idf: WordTable;
  /** Forms of one English word share a stem and count together. */
  stem(word: string): string;
}

export interface KeywordFinder {
  /** The content words of a comment, each once, with the polarity of the clause that holds its first occurrence. */
  candidates(document: Document, reading: SentimentReading): KeywordCandidate[];
  /** What `rankKeywords` makes of the candidates without frequencies of a workspace, and cheaper. */
  keywords(document: Document, reading: SentimentReading): Keyword[];
}

const longestTerm = 24;
/** The best by background frequencies; whatever a workspace's own make of them, its keywords are among these. */
const mostCandidates = 24;

export function createKeywordFinder({ idf, stem }: KeywordRules): KeywordFinder {
  const numbering = createSpanNumbering();
  const found = new Found();

  const find = ({ tokens, clauses }: Document): void => {
    const { text, start, end, kind } = tokens;
    numbering.begin(tokens.count);
    found.prepare(tokens.count);
    let byStem: Map<string, number> | null = null;
    for (let c = 0; c < clauses.length; c++) {
      for (let i = clauses[c].firstToken; i < clauses[c].lastToken; i++) {
        const length = end[i] - start[i];
        const latin = kind[i] === TokenKind.Latin;
        if (length > longestTerm || length < (latin ? 3 : 2) || (!latin && kind[i] !== TokenKind.Han)) continue;
        const hash = hashSpan(text, start[i], end[i]);
        const wordIdf = idf.get(hash);
        if (wordIdf === 0) continue;
        const words = numbering.count;
        const word = numbering.number(text, start[i], end[i], hash);
        if (word === words) {
          let form: number | undefined;
          if (latin) {
            byStem ??= new Map();
            const wordStem = stem(text.slice(start[i], end[i]));
            form = byStem.get(wordStem);
            if (form === undefined) byStem.set(wordStem, found.count);
          }
          found.ofWord[word] = form ?? found.add(start[i], end[i], c, wordIdf);
        }
        found.times[found.ofWord[word]]++;
      }
    }
    found.keepBest();
  };

  return {
    candidates(document, reading) {
      find(document);
      const { text } = document.tokens;
      return found.inTextOrder().map((i) => ({
        term: text.slice(found.start[i], found.end[i]),
        start: found.start[i],
        end: found.end[i],
        count: found.times[i],
        polarity: polarityOf(reading, found.clause[i]),
        backgroundIdf: found.idf[i],
      }));
    },
    keywords(document, reading) {
      find(document);
      const { text } = document.tokens;
      let total = 0;
      for (let k = 0; k < found.kept; k++) total += found.times[found.order[k]];
      const keywords: Keyword[] = [];
      for (let k = 0; k < Math.min(found.kept, keywordsPerComment); k++) {
        const i = found.order[k];
        keywords.push({
          term: text.slice(found.start[i], found.end[i]),
          weight: keywordWeight(found.times[i] * found.idf[i], total),
          start: found.start[i],
          end: found.end[i],
          polarity: polarityOf(reading, found.clause[i]),
        });
      }
      return keywords;
    },
  };
}

function polarityOf(reading: SentimentReading, clause: number): number {
  return Math.round(reading.clauses[clause].score * 1e4) / 1e4;
}

/** Candidates of one text side by side; reused. */
class Found {
  count = 0;
  start = new Int32Array(0);
  end = new Int32Array(0);
  clause = new Int32Array(0);
  times = new Int32Array(0);
  idf = new Float64Array(0);
  /** The candidate that a word counts for. */
  ofWord = new Int32Array(0);
  /** The best candidates, best first; of equals the first in the text. */
  readonly order = new Int32Array(mostCandidates);
  kept = 0;

  prepare(most: number): void {
    this.count = 0;
    if (most <= this.start.length) return;
    this.start = new Int32Array(2 * most);
    this.end = new Int32Array(2 * most);
    this.clause = new Int32Array(2 * most);
    this.times = new Int32Array(2 * most);
    this.idf = new Float64Array(2 * most);
    this.ofWord = new Int32Array(2 * most);
  }

  add(start: number, end: number, clause: number, idf: number): number {
    const i = this.count++;
    this.start[i] = start;
    this.end[i] = end;
    this.clause[i] = clause;
    this.times[i] = 0;
    this.idf[i] = idf;
    return i;
  }

  keepBest(): void {
    const { order, times, idf } = this;
    this.kept = 0;
    for (let i = 0; i < this.count; i++) {
      const weight = times[i] * idf[i];
      let place = this.kept;
      while (place > 0 && times[order[place - 1]] * idf[order[place - 1]] < weight) place--;
      if (place === mostCandidates) continue;
      if (this.kept < mostCandidates) this.kept++;
      for (let k = this.kept - 1; k > place; k--) order[k] = order[k - 1];
      order[place] = i;
    }
  }

  inTextOrder(): number[] {
    return Array.from(this.order.subarray(0, this.kept)).sort((a, b) => this.start[a] - this.start[b]);
  }
}
