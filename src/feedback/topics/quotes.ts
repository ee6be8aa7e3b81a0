/** A comment as a quote of its topic. */
export interface QuoteCandidate {
  /** Index of the comment in its run. */
  comment: number;
  topic: number;
  /** Probability of the topic, 0..1. */
  probability: number;
  /** Words that the run knows. */
  words: number;
  /** −1..1; null while it is not analysed. */
  score: number | null;
}

export interface TopicQuotes {
  nearest: number[];
  positive: number[];
  negative: number[];
}

export interface QuoteRules {
  topics: number;
  /** Of each sort. */
  count: number;
  /** `textKey` of a comment; asked for the best candidates only. */
  textKeyOf(comment: number): number;
}

/** Words from which on a comment is long enough to speak for its topic, and up to which a reader takes it in at once. */
const enoughWords = 6;
const manyWords = 40;
const opinion = 0.2;
/** Candidates kept a list: some fall away because they are quoted already. */
const kept = 40;
/** Texts are the same quote when they agree so far, blanks aside. */
const comparedUnits = 60;

/** 53 bits of hash of the beginning of a text: texts with the same are the same quote. A million texts need not be held. */
export function textKey(text: string): number {
  let [low, high] = [0x9e3779b1, 0x85ebca6b];
  for (let i = 0, units = 0; i < text.length && units < comparedUnits; i++) {
    if (/\s/.test(text[i])) continue;
    units++;
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 13;
  }
  return (low >>> 0) * 2 ** 21 + (high >>> 11);
}

/** Collects comments one by one and picks typical quotes: no comment and no text stands twice in a run. */
export function createQuotePicker(rules: QuoteRules): {
  add(candidate: QuoteCandidate): void;
  quotes(): TopicQuotes[];
} {
  const lists = Array.from({ length: rules.topics }, () => ({
    nearest: new BestList(),
    positive: new BestList(),
    negative: new BestList(),
  }));
  return {
    add(candidate) {
      const { nearest, positive, negative } = lists[candidate.topic];
      const weight = nearness(candidate);
      if (weight === 0) return;
      nearest.add(candidate.comment, weight);
      if (candidate.score === null) return;
      if (candidate.score >= opinion) positive.add(candidate.comment, weight * candidate.score);
      if (candidate.score <= -opinion) negative.add(candidate.comment, -weight * candidate.score);
    },
    quotes() {
      const quoted = new Set<number>();
      const take = (list: BestList): number[] => {
        const taken: number[] = [];
        for (const comment of list.comments()) {
          if (taken.length === rules.count) break;
          const key = rules.textKeyOf(comment);
          if (quoted.has(key)) continue;
          quoted.add(key);
          taken.push(comment);
        }
        return taken;
      };
      return lists.map(({ nearest, positive, negative }) => ({
        nearest: take(nearest),
        positive: take(positive),
        negative: take(negative),
      }));
    },
  };
}

function nearness({ probability, words }: QuoteCandidate): number {
  return probability * Math.min(1, words / enoughWords) * Math.min(1, manyWords / Math.max(1, words));
}

/** The comments of largest weight, ties by their order. */
class BestList {
  private items: { comment: number; weight: number }[] = [];
  private least = 0;

  add(comment: number, weight: number): void {
    if (this.items.length >= kept && weight <= this.least) return;
    this.items.push({ comment, weight });
    // Sorted once in a while instead of at every step.
    if (this.items.length >= 2 * kept) this.cut();
  }

  comments(): number[] {
    this.cut();
    return this.items.map(({ comment }) => comment);
  }

  private cut(): void {
    this.items = this.items.sort((a, b) => b.weight - a.weight || a.comment - b.comment).slice(0, kept);
    this.least = this.items.length === kept ? this.items[kept - 1].weight : 0;
  }
}
