import type { Finding } from '../../src/feedback/findings.ts';
import type { ReadComment } from './taggingComments.ts';
import type { LabelledComment } from './taggingSources.ts';

/** Expected comments below which a cue that holds in one labelled comment was likely written after reading it. */
const unexpected = 0.02;

/**
 * The cues were written with the labelled comments in sight, so there they look better than they are. A cue (its leaf, its
 * polarity and the words it met) is called rare when it holds in one labelled comment alone, though by its share in the same
 * sets fewer than `unexpected` were to be expected. Without those, cues do on the labelled comments about as on new ones.
 */
export function rareCues(labelled: readonly LabelledComment[]): {
  /** Counts the comments of one set of the pool. */
  count(set: string, comments: readonly ReadComment[]): void;
  finish(): (finding: Finding, text: string) => boolean;
} {
  const held = new Map<string, number>();
  const bySet = new Map<string, number>();
  for (const comment of labelled) {
    bySet.set(comment.set, (bySet.get(comment.set) ?? 0) + 1);
    for (const key of keysOf(comment)) held.set(key, (held.get(key) ?? 0) + 1);
  }
  const expected = new Map<string, number>();
  for (const [key, count] of held) if (count === 1) expected.set(key, 0);
  return {
    count(set, comments) {
      const share = (bySet.get(set) ?? 0) / comments.length;
      if (share === 0) return;
      for (const comment of comments)
        for (const key of keysOf(comment)) {
          const before = expected.get(key);
          if (before !== undefined) expected.set(key, before + share);
        }
    },
    finish: () => (finding, text) => (expected.get(keyOf(finding, text)) ?? 1) < unexpected,
  };
}

function keysOf({ document, findings }: ReadComment): Set<string> {
  return new Set(findings.flat().map((finding) => keyOf(finding, document.tokens.text)));
}

function keyOf({ leaf, polarity, start, end }: Finding, text: string): string {
  return `${leaf} ${polarity} ${text.slice(start, end)}`;
}
