import type { CommentFilter } from '../../filter.ts';
import type { Scope } from '../../read.ts';
import type { StatisticsFacts } from '../facts.ts';
import { type Journey, journeyOf, type StageFigures } from '../journey.ts';

export interface JourneyTable extends Omit<Journey, 'stages'> {
  minimumSample: number;
  /** Without stages in the settings, each first part of the codes is one. */
  inferredStages: boolean;
  stages: (StageFigures & { masked: boolean; filter: CommentFilter })[];
}

export async function journeyTable(facts: StatisticsFacts, scope: Scope, filter: CommentFilter): Promise<JourneyTable> {
  const { stages, minimumSample } = await facts.settings(scope);
  const patterns = await facts.patterns(scope, filter);
  const inferred = stages.length === 0;
  const journey = journeyOf(patterns, inferred ? topLevels(patterns) : stages);
  return {
    minimumSample,
    inferredStages: inferred,
    comments: journey.comments < minimumSample ? 0 : journey.comments,
    links: journey.links.filter(({ comments }) => comments >= minimumSample),
    stages: journey.stages.map((stage) => {
      const opened = { ...stage, filter: { ...filter, label: stage.labels } };
      if (stage.comments === 0 || stage.comments >= minimumSample) return { ...opened, masked: false };
      return { ...opened, masked: true, comments: 0, praised: 0, blamed: 0, satisfaction: null, unharmed: null };
    }),
  };
}

function topLevels(
  patterns: readonly { negative: readonly string[]; positive: readonly string[]; neutral: readonly string[] }[],
) {
  const codes = patterns.flatMap(({ negative, positive, neutral }) => [...negative, ...positive, ...neutral]);
  const roots = [...new Set(codes.map((code) => code.split('.', 1)[0]!))].sort();
  return roots.map((root) => ({ id: root, name: root, labels: [root] }));
}
