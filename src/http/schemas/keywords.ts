import { type KeywordAnswer, type KeywordQuery, keywordRanks, periodBefore } from '../../feedback/keywordQuery.ts';
import { limits } from '../../feedback/limits.ts';
import { custom } from '../validate.ts';
import { dayOrInstant, integerParameter, line } from './common.ts';
import {
  backwards,
  filterOf,
  filterQuery,
  otherFilterOf,
  otherNames,
  otherParameters,
  refuseBackwardsOther,
} from './filter.ts';
import { shareSchema } from './records.ts';
import { z } from './zod.ts';

const keywordsAtMost = 500;
const besideAtMost = 20;

export const keywordQuerySchema = filterQuery({
  limit: integerParameter(1, keywordsAtMost, 50),
  beside: integerParameter(0, besideAtMost, 0).openapi({
    description: 'How many of the words that share comments with each keyword more than chance has it.',
  }),
  rank: z
    .enum(keywordRanks)
    .default('tfidf')
    .openapi({
      description:
        '`tfidf`: by weight. `contrast`: words that tell the chosen comments from others, by z of the log-odds with an ' +
        'informative prior; say which others by `other.<filter parameter>`, or by `other=rest`. `rise`: words whose share ' +
        'differs between the period `from`…`to` and the one before, at a false-discovery rate of 5 %.',
    }),
  other: z.enum(['rest']).optional().openapi({ description: 'Contrast with all comments that are not chosen.' }),
  ...otherParameters,
  beforeFrom: dayOrInstant.optional().openapi({
    description: 'Of the period to compare with; when absent, as long as `from`…`to` and just before it.',
  }),
  beforeTo: dayOrInstant.optional(),
}).superRefine(checkComparison);

type Parsed = z.output<typeof keywordQuerySchema>;

function checkComparison(value: object, context: z.RefinementCtx): void {
  const query = value as Parsed;
  const refuse = (code: 'missing_field' | 'unknown_parameter' | 'out_of_range', name: string, message: string): void =>
    context.addIssue({
      code: 'custom',
      path: [name],
      message,
      params: { code, ...(code === 'out_of_range' && backwards) },
    });
  const others = otherNames(query);
  const periods = (['beforeFrom', 'beforeTo'] as const).filter((name) => query[name] !== undefined);
  if (query.rank !== 'contrast')
    for (const name of [...others, ...(query.other ? ['other'] : [])])
      refuse('unknown_parameter', name, 'This goes with `rank=contrast` only.');
  if (query.rank !== 'rise')
    for (const name of periods) refuse('unknown_parameter', name, 'This goes with `rank=rise` only.');
  if (query.rank === 'contrast') checkContrast(query, others, refuse);
  if (query.rank === 'rise') checkRise(query, refuse);
  refuseBackwardsOther(value, context);
}

type Refuse = (code: 'missing_field' | 'unknown_parameter' | 'out_of_range', name: string, message: string) => void;

function checkContrast(query: Parsed, others: string[], refuse: Refuse): void {
  if (query.other === undefined && others.length === 0)
    refuse('missing_field', 'other', 'A contrast needs comments to compare with: `other.channel=…`, or `other=rest`.');
  if (query.other !== undefined)
    for (const name of others) refuse('unknown_parameter', name, '`other=rest` takes no filter beside it.');
  if (query.other === 'rest' && Object.keys(filterOf(query)).length === 0)
    refuse('missing_field', 'other', 'With `other=rest` a filter must choose some of the comments.');
}

function checkRise({ from, to, beforeFrom, beforeTo }: Parsed, refuse: Refuse): void {
  const missing = (name: string): void =>
    refuse('missing_field', name, 'A rise is between periods: both ends of each.');
  if (from === undefined) missing('from');
  if (to === undefined) missing('to');
  if ((beforeFrom === undefined) !== (beforeTo === undefined))
    missing(beforeFrom === undefined ? 'beforeFrom' : 'beforeTo');
  if (beforeFrom && beforeTo && beforeFrom.slice(0, beforeTo.length) > beforeTo)
    refuse('out_of_range', 'beforeTo', '`beforeTo` lies before `beforeFrom`.');
}

/** What the parameters ask for. */
export function keywordQueryOf(query: Parsed): KeywordQuery {
  const { limit, beside, rank, other, from, to, beforeFrom, beforeTo } = query;
  const asked = { filter: filterOf(query), limit, beside };
  if (rank === 'tfidf') return { ...asked, compare: null };
  if (rank === 'rise') {
    const before = beforeFrom && beforeTo ? { from: beforeFrom, to: beforeTo } : periodBefore(from!, to!);
    return { ...asked, compare: { rank, before } };
  }
  return { ...asked, compare: { rank, other: other ?? otherFilterOf(query) } };
}

export const keywordSchema = z
  .object({
    term: z.string(),
    weight: z.number().openapi({ description: 'Sum of TF-IDF weights over the comments.' }),
    comments: z.int().openapi({ description: 'Comments that have it among their keywords.' }),
    share: shareSchema,
    polarity: z.number().openapi({ description: 'Mean of its clauses, −1..1.' }),
    synonyms: z.array(z.string()).optional().openapi({ description: 'Words that count as this one.' }),
    beside: z
      .array(z.object({ term: z.string(), comments: z.int(), npmi: z.number() }))
      .optional()
      .openapi({ description: 'Words that share comments with it, the strongest first (NPMI).' }),
    otherComments: z.int().optional(),
    otherShare: shareSchema.optional(),
    q: z.number().optional().openapi({
      description: 'p-value of the difference, adjusted for the number of words compared (Benjamini–Hochberg).',
    }),
    z: z.number().optional().openapi({ description: 'Of a contrast: above 0, more in the chosen comments.' }),
    change: z.number().optional().openapi({ description: 'Of a rise: difference of the shares, −1..1.' }),
  })
  .openapi('KeywordRow');

export const keywordsSchema: z.ZodType<KeywordAnswer> = z
  .object({
    rank: z.enum(keywordRanks),
    comments: z.int().openapi({ description: 'Analysed comments that the filter chooses.' }),
    otherComments: z.int().optional().openapi({ description: 'The same of those compared with.' }),
    besideComments: z.int().optional().openapi({
      description: 'Comments that words beside each other were counted in: the latest 10,000 of a larger number.',
    }),
    items: z.array(keywordSchema),
  })
  .openapi('Keywords') as z.ZodType<KeywordAnswer>;

const word = line(limits.nameUnits);

export const synonymsSchema = z
  .strictObject({
    groups: z
      .array(
        z.strictObject({
          term: word.openapi({ description: 'The word that stands for the others.' }),
          words: z.array(word).min(1).max(limits.synonyms),
        }),
      )
      .max(limits.synonyms)
      .refine(
        (groups) => groups.every(({ words }) => words.length > 0),
        custom('out_of_range', 'A group needs words.'),
      ),
  })
  .openapi('Synonyms');
