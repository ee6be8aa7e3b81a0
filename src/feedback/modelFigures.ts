/** How good the machine is, measured by decisions. */
import type { Decided, MachineView } from './decision.ts';
import type { Share } from './read.ts';
import { count, shareOf, type Tally, tally } from './tally.ts';

export interface ModelFigures {
  /** Comments that people decided. */
  comments: number;
  /** Of these: of the random audit sample. Only it says what the queue never shows. */
  audited: number;
  sentiment: Share | null;
  labels: { code: string; precision: Share | null; recall: Share | null }[];
  conflict: {
    threshold: number;
    /** Share of the audit sample that would be flagged. */
    queued: Share | null;
    precision: Share | null;
    /** Of the audit sample. */
    recall: Share | null;
  }[];
}

/** A comment that people decided, and what the machine had said then. */
export interface JudgedComment {
  decided: Decided;
  machine: MachineView;
  audited: boolean;
}

const thresholds = Array.from({ length: 19 }, (_, step) => (step + 1) / 20);

/** Gathers judged comments one by one. */
export function createModelFigures(): { add(comment: JudgedComment): void; figures(): ModelFigures } {
  let comments = 0;
  let audited = 0;
  const sentiment: Tally = { hits: 0, of: 0 };
  const labels = new Map<string, { precision: Tally; recall: Tally }>();
  const conflict = thresholds.map((threshold) => {
    return { threshold, queued: tally(), precision: tally(), recall: tally() };
  });

  function addLabels({ decided: { issues }, machine }: JudgedComment): void {
    if (!issues) return;
    const decided = new Map(issues.leaves.map((leaf) => [leaf.code, leaf.issues.length > 0]));
    const seen = new Set(machine.issues.map(({ code }) => code));
    for (const code of new Set([...decided.keys(), ...seen])) {
      if (!decided.has(code) && !issues.complete) continue;
      const there = decided.get(code) ?? false;
      const of = labels.get(code) ?? { precision: tally(), recall: tally() };
      labels.set(code, of);
      if (seen.has(code)) count(of.precision, there);
      if (there) count(of.recall, seen.has(code));
    }
  }

  function addConflict({ decided, machine, audited: random }: JudgedComment): void {
    if (!decided.conflict) return;
    for (const at of conflict) {
      const flagged =
        machine.conflict !== null && machine.conflict.type !== null && machine.conflict.score >= at.threshold;
      if (random) count(at.queued, flagged);
      if (flagged) count(at.precision, decided.conflict.flagged);
      if (random && decided.conflict.flagged) count(at.recall, flagged);
    }
  }

  return {
    add(comment) {
      comments++;
      if (comment.audited) audited++;
      if (comment.decided.sentiment)
        count(sentiment, comment.decided.sentiment.label === comment.machine.sentiment.label);
      addLabels(comment);
      addConflict(comment);
    },
    figures: () => ({
      comments,
      audited,
      sentiment: shareOf(sentiment),
      labels: [...labels]
        .map(([code, { precision, recall }]) => ({ code, precision: shareOf(precision), recall: shareOf(recall) }))
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
      conflict: conflict.map(({ threshold, queued, precision, recall }) => {
        return { threshold, queued: shareOf(queued), precision: shareOf(precision), recall: shareOf(recall) };
      }),
    }),
  };
}
