import { wilson } from '../../text/maths/wilson.ts';
import type { Share } from '../read.ts';
import { type LeafPlace, standsUnder } from '../taxonomy.ts';
import type { MentionPattern } from './drivers.ts';
import type { JourneyStage } from './settings.ts';

export interface StageFigures {
  id: string;
  name: string;
  labels: string[];
  /** Comments that speak of the stage. */
  comments: number;
  praised: number;
  blamed: number;
  /** Share of praise among praise and complaints. */
  satisfaction: Share | null;
  /** Of the comments that speak of any stage: those without a complaint up to and including this one. */
  unharmed: Share | null;
}

/** A flow from stage to stage, or from the last stage of a comment to how it was. */
export interface JourneyLink {
  source: string;
  target: string;
  comments: number;
}

export const journeyEnds = ['end:satisfied', 'end:neutral', 'end:dissatisfied'] as const;

export interface Journey {
  /** Comments that speak of at least one stage. */
  comments: number;
  stages: StageFigures[];
  links: JourneyLink[];
}

/**
 * Stages in the order of the journey. The links are data of a Sankey diagram: each comment flows through the stages that it
 * speaks of, and ends dissatisfied when it complains about the last of them. `places`: where codes stand, of a taxonomy that was edited.
 */
export function journeyOf(
  patterns: readonly MentionPattern[],
  stages: readonly JourneyStage[],
  places?: ReadonlyMap<string, LeafPlace>,
): Journey {
  const figures = stages.map(({ id, name, labels }) => ({ id, name, labels, comments: 0, praised: 0, blamed: 0 }));
  const unharmed = stages.map(() => 0);
  const links = new Map<string, JourneyLink>();
  const stagesOf = stageFinder(stages, places);
  let comments = 0;
  for (const { negative, positive, neutral, n } of patterns) {
    const [blamed, praised] = [stagesOf(negative), stagesOf(positive)];
    const touched = [...new Set([...blamed, ...praised, ...stagesOf(neutral)])].sort((a, b) => a - b);
    if (touched.length === 0) continue;
    comments += n;
    for (const i of touched) figures[i]!.comments += n;
    for (const i of blamed) figures[i]!.blamed += n;
    for (const i of praised) figures[i]!.praised += n;
    const harm = Math.min(...blamed, stages.length);
    for (let i = 0; i < harm; i++) unharmed[i]! += n;
    const last = touched.at(-1)!;
    const end = blamed.has(last) ? journeyEnds[2] : praised.has(last) ? journeyEnds[0] : journeyEnds[1];
    const path = [...touched.map((i) => stages[i]!.id), end];
    for (const [i, target] of path.slice(1).entries()) flow(links, path[i]!, target, n);
  }
  return {
    comments,
    stages: figures.map((stage, i) => ({
      ...stage,
      satisfaction: stage.praised + stage.blamed > 0 ? wilson(stage.praised, stage.praised + stage.blamed) : null,
      unharmed: comments > 0 ? wilson(unharmed[i]!, comments) : null,
    })),
    links: [...links.values()],
  };
}

function flow(links: Map<string, JourneyLink>, source: string, target: string, n: number): void {
  const key = JSON.stringify([source, target]);
  const link = links.get(key) ?? { source, target, comments: 0 };
  link.comments += n;
  links.set(key, link);
}

/** Positions of the stages of leaves; a label stands for its whole subtree. */
function stageFinder(stages: readonly JourneyStage[], places?: ReadonlyMap<string, LeafPlace>) {
  const known = new Map<string, number[]>();
  const find = (code: string): number[] => {
    const found = known.get(code);
    if (found) return found;
    const at = stages.flatMap(({ labels }, i) => (standsUnder(code, labels, places) ? [i] : []));
    known.set(code, at);
    return at;
  };
  return (codes: readonly string[]): Set<number> => new Set(codes.flatMap(find));
}
