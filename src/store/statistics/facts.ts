import type { Scope } from '../../feedback/read.ts';
import type { StatisticsFacts } from '../../feedback/statistics/facts.ts';
import { countsOf, sumCounts } from '../counts.ts';
import type { Db } from '../database/schema.ts';
import type { SearchTerms } from '../filters.ts';
import { leafNames } from '../leafNames.ts';
import { countLeaves } from './leaves.ts';
import { countMentions } from './mentions.ts';
import { countRatings } from './ratings.ts';
import type { createStatisticsSettings } from './settings.ts';

/** What the figures of `feedback/statistics` are made of, counted by the database. */
export function createStatisticsFacts(
  reader: Db,
  searchTerms: SearchTerms,
  settings: ReturnType<typeof createStatisticsSettings>,
): StatisticsFacts {
  return {
    settings: async (scope) => (await settings.get(scope)).settings,
    ratings: (scope, filter, keys) => countRatings(reader, searchTerms, scope, filter, keys),
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
    mentions: (scope, filter) => countMentions(reader, searchTerms, scope, filter),
    leafNames: (scope: Scope, codes: readonly string[]) => leafNames(reader, scope, codes),
  };
}
