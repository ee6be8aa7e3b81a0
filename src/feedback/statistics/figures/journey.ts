import type { CommentFilter } from '../../filter.ts';
import { mentions, saying, sayingNone } from '../../mention.ts';
import type { Scope } from '../../read.ts';
import type { LeafPlace } from '../../taxonomy.ts';
import type { MentionPattern } from '../drivers.ts';
import type { StatisticsFacts } from '../facts.ts';
import { type Journey, type JourneyLink, journeyOf, type StageFigures } from '../journey.ts';
import type { JourneyStage } from '../settings.ts';

type Opens = CommentFilter | null;

interface StageFilters {
  filter: Opens;
  praisedFilter: Opens;
  blamedFilter: Opens;
  unharmedFilter: Opens;
}

export interface JourneyTable extends Omit<Journey, 'stages' | 'links'> {
  minimumSample: number;
  /** Without stages in the settings, each first part of the codes is one. */
  inferredStages: boolean;
  stages: (StageFigures & StageFilters & { masked: boolean })[];
  links: (JourneyLink & { filter: Opens })[];
}

export async function journeyTable(facts: StatisticsFacts, scope: Scope, filter: CommentFilter): Promise<JourneyTable> {
  const settings = await facts.settings(scope);
  const { minimumSample } = settings;
  const patterns = await facts.patterns(scope, filter);
  const places = await facts.places(scope);
  const inferred = settings.stages.length === 0;
  const stages = inferred ? topLevels(patterns, places) : settings.stages;
  const journey = journeyOf(patterns, stages, places);
  return {
    minimumSample,
    inferredStages: inferred,
    comments: journey.comments < minimumSample ? 0 : journey.comments,
    links: journey.links
      .filter(({ comments }) => comments >= minimumSample)
      .map((link) => ({ ...link, filter: flowFilter(filter, stages, link) })),
    stages: journey.stages.map((stage, i) => {
      const opened = { ...stage, ...stageFilters(filter, stages, i) };
      if (stage.comments === 0 || stage.comments >= minimumSample) return { ...opened, masked: false };
      return { ...opened, masked: true, comments: 0, praised: 0, blamed: 0, satisfaction: null, unharmed: null };
    }),
  };
}

function stageFilters(filter: CommentFilter, stages: readonly JourneyStage[], at: number): StageFilters {
  const { labels } = stages[at]!;
  return {
    filter: saying(filter, labels),
    praisedFilter: saying(filter, mentions(labels, 'positive')),
    blamedFilter: saying(filter, mentions(labels, 'negative')),
    unharmedFilter: sayingNone(
      saying(filter, labelsOf(stages)),
      mentions(labelsOf(stages.slice(0, at + 1)), 'negative'),
    ),
  };
}

/** The comments that flow from a stage to the next that they speak of, or end with it. */
function flowFilter(filter: CommentFilter, stages: readonly JourneyStage[], { source, target }: JourneyLink): Opens {
  const at = stages.findIndex(({ id }) => id === source);
  const to = stages.findIndex(({ id }) => id === target);
  const { labels } = stages[at]!;
  const [praise, blame] = [mentions(labels, 'positive'), mentions(labels, 'negative')];
  const later = labelsOf(stages.slice(at + 1));
  if (target === 'end:dissatisfied') return sayingNone(saying(filter, blame), later);
  if (target === 'end:satisfied') return sayingNone(saying(filter, praise), [...blame, ...later]);
  if (target === 'end:neutral') return sayingNone(saying(filter, labels), [...praise, ...blame, ...later]);
  return sayingNone(saying(filter, labels, stages[to]!.labels), labelsOf(stages.slice(at + 1, to)));
}

function labelsOf(stages: readonly JourneyStage[]): string[] {
  return [...new Set(stages.flatMap(({ labels }) => labels))];
}

function topLevels(patterns: readonly MentionPattern[], places: ReadonlyMap<string, LeafPlace>): JourneyStage[] {
  const codes = patterns.flatMap(({ negative, positive, neutral }) => [...negative, ...positive, ...neutral]);
  const roots = [...new Set(codes.map((code) => (places.get(code)?.place ?? code).split('.', 1)[0]!))].sort();
  return roots.map((root) => ({ id: root, name: root, labels: [root] }));
}
