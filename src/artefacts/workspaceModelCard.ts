import type { GoldFigures } from '../feedback/learning/contest.ts';
import type { GoldConflicts, ModelFindings } from '../feedback/learning/stored.ts';

/** CARD.md of a workspace's model. */
export function modelCard(version: number, findings: ModelFindings): string {
  const { examples, texts, ratings, strength, base, shipped, gold, conflicts } = findings;
  const champion = gold.championVersion === null ? 'the shipped model alone' : `version ${gold.championVersion}`;
  return `# Sentiment of a workspace, version ${version}

What this workspace's comments need beside ${shipped}: a base of ${base.toFixed(2)} log-odds and weights of n-grams, which
count in texts of the workspace's own kind. Learned from ${examples} decided comments (strength ${strength.toFixed(2)}) and, by the
shipped model's own judgement, from ${texts} undecided ones${ratings ? ', with their ratings as weak labels' : ''}.

On ${gold.challenger.n} decided comments that never train: ${shown(gold.challenger)} right; ${champion}: ${shown(gold.champion)}.

${conflictLines(conflicts)}

The comments are the workspace's own and are in none of these files. It is of no use to any other workspace.
`;
}

function conflictLines(conflicts: ModelFindings['conflicts']): string {
  if (!conflicts?.correction) return 'The odds of conflicts are the shipped ones.';
  const { base, disagreement, strength, side } = conflicts.correction;
  return `Log-odds of a conflict of rating and text, beside the shipped ones: ${base.toFixed(2)}, ${disagreement.toFixed(2)} per unit of
disagreement, ${strength.toFixed(2)} of a strong text under a middling rating, ${side.toFixed(2)} of the rating; learned from ${conflicts.examples}
decided comments. Of ${conflicts.gold.challenger.conflicts} conflicts among ${conflicts.gold.challenger.n} that never train the default threshold finds ${found(conflicts.gold.challenger)}; what was in force: ${found(conflicts.gold.champion)}.`;
}

function found({ hits, flagged }: GoldConflicts): string {
  return `${hits} with ${flagged} flags`;
}

function shown({ right, n }: GoldFigures): string {
  return `${right} of ${n}`;
}
