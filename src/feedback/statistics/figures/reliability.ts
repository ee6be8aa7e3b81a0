import type { CommentFilter } from '../../filter.ts';
import type { Scope } from '../../read.ts';
import { grouped } from '../counts.ts';
import type { StatisticsFacts, SubscoreAnswer } from '../facts.ts';
import { narrowed } from '../groups.ts';
import { expectedDimensions } from '../quality/missing.ts';
import { cronbachAlpha, type Reliability } from '../reliability.ts';

export interface ReliabilityRow {
  source: string;
  filter: CommentFilter | null;
  dimensions: string[];
  /** Null with fewer than two sub-scores, or too few complete answers. */
  reliability: Reliability | null;
}

/** By source, as each has its own questions; over the answers that have all of them. */
export async function reliabilityTable(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
): Promise<{ minimumSample: number; items: ReliabilityRow[] }> {
  const { minimumSample, dimensions: named } = await facts.settings(scope);
  const sources = grouped(await facts.answers(scope, filter), ({ source }) => source);
  const items = [...sources].map(([source, answers]): ReliabilityRow => {
    const dimensions = named.length > 0 ? [...named].sort() : expectedOf(answers);
    const found = cronbachAlpha(dimensions, complete(answers, dimensions));
    const reliability = found && found.n >= minimumSample ? found : null;
    return { source, filter: narrowed(filter, 'source', source), dimensions, reliability };
  });
  return { minimumSample, items: items.sort((a, b) => (a.source < b.source ? -1 : 1)) };
}

function expectedOf(answers: readonly SubscoreAnswer[]): string[] {
  const answered = new Map<string, number>();
  let all = 0;
  for (const { ratings, n } of answers) {
    all += n;
    for (const name of Object.keys(ratings)) answered.set(name, (answered.get(name) ?? 0) + n);
  }
  return expectedDimensions(answered, all);
}

function complete(answers: readonly SubscoreAnswer[], dimensions: readonly string[]) {
  return answers
    .filter(({ ratings }) => dimensions.every((name) => Object.hasOwn(ratings, name)))
    .map(({ ratings, scale: { min, max }, n }) => {
      return { values: dimensions.map((name) => (ratings[name]! - min) / (max - min)), n };
    });
}
