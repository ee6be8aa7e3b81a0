import { sql } from 'kysely';
import type { Scope } from '../../feedback/read.ts';
import type { BusinessEvent } from '../../feedback/statistics/events.ts';
import type { StatisticsFacts } from '../../feedback/statistics/facts.ts';
import type { QualityFlag } from '../../feedback/statistics/quality/flags.ts';
import { breathe } from '../../pace.ts';
import { type Clock, iso } from '../clock.ts';
import { countsOf, sumCounts } from '../counts.ts';
import type { Db } from '../database/schema.ts';
import type { SearchTerms } from '../filters.ts';
import { conditionsOf } from '../filters.ts';
import type { createKeywords } from '../keywords.ts';
import { leafNames } from '../leafNames.ts';
import { placesOf } from '../leafPlaces.ts';
import { withAnalysis } from '../rollups.ts';
import { subscoreAnswers } from './answers.ts';
import { createCache } from './cache.ts';
import { customerSegments, customersAtRisk, lifeCycle } from './customers.ts';
import { countLeaves } from './leaves.ts';
import { countMentions } from './mentions.ts';
import { commentCount, currentScan } from './quality.ts';
import { countRatings } from './ratings.ts';
import { ratingSeries } from './series.ts';
import type { createStatisticsSettings } from './settings.ts';

interface Sources {
  settings: ReturnType<typeof createStatisticsSettings>;
  events: { list(scope: Scope): Promise<BusinessEvent[]> };
  keywords: ReturnType<typeof createKeywords>;
}

/** What the figures of `feedback/statistics` are made of, counted by the database. */
export function createStatisticsFacts(
  reader: Db,
  searchTerms: SearchTerms,
  clock: Clock,
  { settings, events, keywords }: Sources,
): StatisticsFacts {
  const cached = createCache(reader, clock);
  return {
    settings: async (scope) => (await settings.get(scope)).settings,
    ratings: (scope, filter, keys) =>
      cached(scope, ['ratings', filter, keys], () => countRatings(reader, searchTerms, scope, filter, keys)),
    async sentiment(scope, filter) {
      const rows = await countsOf(reader, scope, filter, 'none', searchTerms);
      const of = (...labels: string[]) => sumCounts(rows.filter(({ label }) => labels.includes(label))).comments;
      return {
        analysed: sumCounts(rows).comments - of('pending', 'failed'),
        negative: of('negative', 'very_negative'),
      };
    },
    leaves: (scope, filter, by) => countLeaves(reader, searchTerms, scope, filter, { by, leaf: true }),
    volumes: (scope, filter, by) => countLeaves(reader, searchTerms, scope, filter, { by, leaf: false }),
    mentions: (scope, filter) =>
      cached(scope, ['mentions', filter], () => countMentions(reader, searchTerms, scope, filter, { rated: true })),
    patterns: (scope, filter) =>
      cached(scope, ['patterns', filter], () => countMentions(reader, searchTerms, scope, filter, { rated: false })),
    async customerSegments(scope, filter) {
      const { keys } = (await settings.get(scope)).settings;
      const count = () => customerSegments(reader, searchTerms, scope, filter, keys.amount);
      return cached(scope, ['segments', filter], count);
    },
    lifeCycle: (scope, filter, since) =>
      cached(scope, ['life', filter, since], () => lifeCycle(reader, searchTerms, scope, filter, since)),
    customersAtRisk: (scope, filter, silentSince) =>
      customersAtRisk(reader, searchTerms, scope, filter, { now: iso(clock()), silentSince }),
    answers: (scope, filter) =>
      cached(scope, ['answers', filter], () => subscoreAnswers(reader, searchTerms, scope, filter)),
    async contrast(scope, filter, other, limit) {
      const compare = { rank: 'contrast' as const, other };
      return (await keywords.find(scope, { filter, limit, beside: 0, compare })).items;
    },
    async scan(scope) {
      const scan = await currentScan(reader, scope);
      return { scan, unscanned: await commentCount(reader, scope, scan ? { after: scan.endedAt } : {}) };
    },
    async flags(scope, filter) {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      const { rows } = await sql<{ flag: QualityFlag; n: number }>`select q.flag, count(*) as n
        from quality_flag q cross join comment c ${withAnalysis}
        where q.workspace_id = ${scope.workspaceId}
          and q.scan = (select s.scan from quality_scan s where s.workspace_id = ${scope.workspaceId})
          and c.workspace_id = q.workspace_id and c.id = q.comment_id and ${where} group by q.flag`.execute(reader);
      const all = sumCounts(await countsOf(reader, scope, filter, 'none', searchTerms));
      return { comments: all.comments, flags: new Map(rows.map(({ flag, n }) => [flag, n])) };
    },
    async imputed(scope, filter, method) {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      const { rows } = await sql<{ name: string; min: number; max: number; rating: number; n: number }>`
        select m.dimension as name, c.scale_min as min, c.scale_max as max, ${sql.ref(`m.${method}`)} as rating,
          count(*) as n
        from imputed_score m cross join comment c ${withAnalysis}
        where m.workspace_id = ${scope.workspaceId}
          and m.scan = (select s.scan from quality_scan s where s.workspace_id = ${scope.workspaceId})
          and c.workspace_id = m.workspace_id and c.id = m.comment_id and ${where}
        group by 1, 2, 3, 4`.execute(reader);
      return rows.map(({ name, min, max, rating, n }) => ({ keys: [name], scale: { min, max }, rating, n }));
    },
    series: (scope, filter, by) =>
      cached(scope, ['series', filter, by], () => ratingSeries(reader, searchTerms, scope, filter, by)),
    breathe,
    events: (scope) => events.list(scope),
    places: ({ workspaceId }) => placesOf(reader, workspaceId),
    leafNames: (scope: Scope, codes: readonly string[]) => leafNames(reader, scope, codes),
  };
}
