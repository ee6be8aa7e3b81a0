import { wilson } from '../../../text/maths/wilson.ts';
import type { Scope, Share } from '../../read.ts';
import type { StatisticsFacts } from '../facts.ts';
import { daysBetween, within } from '../groups.ts';
import { effortScore, scoresOf } from '../scores.ts';
import { lowIsGood, type Target, type TargetStatus, targetState } from '../targets.ts';

/** Where a target stands on a day. */
export async function targetStatus(
  facts: StatisticsFacts,
  scope: Scope,
  target: Target,
  today: string,
): Promise<TargetStatus> {
  const settings = await facts.settings(scope);
  const filter = within(target.filters, target.from, target.deadline);
  const measured = await measure(facts, scope, target, filter);
  const value = measured && measured.n >= settings.minimumSample ? measured : null;
  const low = lowIsGood(target.measure, settings.effort?.direction);
  return { ...targetState(target, value, today, low), value, daysLeft: daysBetween(today, target.deadline), filter };
}

async function measure(
  facts: StatisticsFacts,
  scope: Scope,
  { measure: name }: Target,
  filter: TargetStatus['filter'],
): Promise<Share | null> {
  if (name === 'negative_share') {
    const { negative, analysed } = await facts.sentiment(scope, filter);
    return analysed > 0 ? wilson(negative, analysed) : null;
  }
  if (name !== 'ces') {
    const found = scoresOf(await facts.ratings(scope, filter, []))[name];
    return found && { value: found.value, low: found.low, high: found.high, n: found.n };
  }
  const { effort } = await facts.settings(scope);
  if (!effort) return null;
  const counts = await facts.ratings(scope, filter, ['dimension']);
  const score = effortScore(
    counts.filter(({ keys }) => keys[0] === effort.dimension),
    effort.direction,
  );
  return score && { value: score.value, low: score.low, high: score.high, n: score.n };
}
