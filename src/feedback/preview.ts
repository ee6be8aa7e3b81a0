/** What would change if a draft came into force, counted over comments that were read both ways. */
import type { Sentiment, SentimentLabel } from './analysis.ts';
import type { EditionKind } from './edition.ts';

export interface Reading {
  sentiment: Sentiment;
  /** Of its leaves, each once. */
  codes: string[];
}

/** Comments that one leaf wins and loses. Samples are ids. */
export interface LeafChange {
  code: string;
  gained: { comments: number; samples: string[] };
  lost: { comments: number; samples: string[] };
  kept: number;
}

export interface SentimentChange {
  commentId: string;
  from: SentimentLabel;
  to: SentimentLabel;
  scoreBefore: number;
  scoreAfter: number;
}

export interface PreviewResult {
  kind: EditionKind;
  /** Read both ways. */
  comments: number;
  /** Of them: with other leaves or another label. */
  changed: number;
  /** Comments with at least one leaf. */
  covered: { before: number; after: number };
  /** Leaves that win or lose a comment, most first. */
  leaves: LeafChange[];
  /** Labels that change, and how often. */
  labels: { from: SentimentLabel; to: SentimentLabel; comments: number }[];
  /** Comments whose score moves the most, with another label or the same. */
  scores: { changed: number; examples: SentimentChange[] };
}

const mostSamples = 5;
const mostExamples = 20;

export function createPreview(kind: EditionKind) {
  const leaves = new Map<string, LeafChange>();
  const labels = new Map<string, PreviewResult['labels'][number]>();
  const examples: SentimentChange[] = [];
  const covered = { before: 0, after: 0 };
  let comments = 0;
  let changed = 0;
  let rescored = 0;

  const leafOf = (code: string): LeafChange => {
    const known = leaves.get(code);
    if (known) return known;
    const leaf = { code, gained: none(), lost: none(), kept: 0 };
    leaves.set(code, leaf);
    return leaf;
  };

  return {
    add(commentId: string, before: Reading, after: Reading): void {
      comments++;
      if (before.codes.length > 0) covered.before++;
      if (after.codes.length > 0) covered.after++;
      const lost = before.codes.filter((code) => !after.codes.includes(code));
      const gained = after.codes.filter((code) => !before.codes.includes(code));
      for (const code of lost) count(leafOf(code).lost, commentId);
      for (const code of gained) count(leafOf(code).gained, commentId);
      for (const code of after.codes) if (before.codes.includes(code)) leafOf(code).kept++;
      const [from, to] = [before.sentiment, after.sentiment];
      if (from.label !== to.label) {
        const key = `${from.label} ${to.label}`;
        const known = labels.get(key) ?? { from: from.label, to: to.label, comments: 0 };
        labels.set(key, { ...known, comments: known.comments + 1 });
      }
      if (from.score !== to.score) {
        rescored++;
        const scores = { scoreBefore: from.score, scoreAfter: to.score };
        examples.push({ commentId, from: from.label, to: to.label, ...scores });
        examples.sort((a, b) => shift(b) - shift(a));
        examples.length = Math.min(examples.length, mostExamples);
      }
      if (lost.length + gained.length > 0 || from.label !== to.label) changed++;
    },

    result(): PreviewResult {
      const moved = [...leaves.values()].filter(({ gained, lost }) => gained.comments + lost.comments > 0);
      moved.sort((a, b) => weight(b) - weight(a) || (a.code < b.code ? -1 : 1));
      return {
        kind,
        comments,
        changed,
        covered,
        leaves: moved,
        labels: [...labels.values()].sort((a, b) => b.comments - a.comments),
        scores: { changed: rescored, examples },
      };
    },
  };
}

function none(): LeafChange['gained'] {
  return { comments: 0, samples: [] };
}

function count(side: LeafChange['gained'], commentId: string): void {
  side.comments++;
  if (side.samples.length < mostSamples) side.samples.push(commentId);
}

function shift({ scoreBefore, scoreAfter }: SentimentChange): number {
  return Math.abs(scoreAfter - scoreBefore);
}

function weight({ gained, lost }: LeafChange): number {
  return gained.comments + lost.comments;
}
