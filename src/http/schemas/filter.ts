import type { ProblemFacts } from '../../errors.ts';
import { conflictTypes, escalations, issueKinds, sentimentLabels } from '../../feedback/analysis.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import { limits } from '../../feedback/limits.ts';
import { polarities } from '../../feedback/mention.ts';
import { qualityFlags } from '../../feedback/statistics/quality/flags.ts';
import { custom } from '../validate.ts';
import { languageSchema } from './analysis.ts';
import { alternatives, dayOrInstant, flagParameter, line, numberParameter } from './common.ts';
import { z } from './zod.ts';

const name = line(limits.nameUnits);
const topic = z
  .string()
  .refine(
    (value) => /^[A-Za-z0-9_:-]{1,100}\.\d{1,3}$/.test(value),
    custom('invalid_format', 'Not a topic of a run: `<run>.<n>`.'),
  );
const codeShape = /^[a-z0-9_.]{1,200}$/;
export const code = z
  .string()
  .refine((value) => codeShape.test(value), custom('invalid_format', 'Not a taxonomy code.'));

function endsInPolarity(value: string): boolean {
  const [, ...rest] = value.split(':');
  return rest.length === 0 || (rest.length === 1 && polarities.some((polarity) => polarity === rest[0]));
}

const mention = z
  .string()
  .refine((value) => codeShape.test(value.split(':', 1)[0]!), custom('invalid_format', 'Not a taxonomy code.'))
  .refine(endsInPolarity, custom('unknown_value', `After the code stands one of ${polarities.join(', ')}.`))
  .openapi({ example: 'channel.logistics:negative' });

export const labelParameter = alternatives(code).openapi({
  description: 'Taxonomy codes; an inner node stands for its whole subtree.',
});

/** The parameters that choose comments, the same wherever comments are listed, counted or exported. */
export const filterShape = {
  text: line(limits.nameUnits).optional().openapi({ description: 'Words that must occur.' }),
  label: labelParameter,
  mention: alternatives(mention).openapi({
    description:
      'What they say: `<code>` or `<code>:<positive|negative|neutral>`, with an issue of that polarity in the subtree of the code. A mixed one is positive and negative.',
  }),
  noMention: alternatives(mention).openapi({ description: 'What they do not say, in the same words: none of it.' }),
  sentiment: alternatives(z.enum(sentimentLabels)),
  kind: alternatives(z.enum(issueKinds)),
  escalation: alternatives(z.enum(escalations)),
  channel: alternatives(name.or(z.literal(''))).openapi({ description: 'An empty one: comments without a channel.' }),
  source: alternatives(name),
  language: alternatives(languageSchema),
  author: alternatives(name),
  keyword: alternatives(name).openapi({
    description: 'Words that are among its keywords; synonyms count as one word.',
  }),
  topic: alternatives(topic).openapi({ description: 'Its topic in a run: `<run>.<n>`.' }),
  rated: flagParameter.optional().openapi({
    description: 'Whether it has a rating, and not one that a reviewer has found not to say what the customer thinks.',
  }),
  ratingMin: numberParameter.optional().openapi({ description: "On the comment's own scale." }),
  ratingMax: numberParameter.optional(),
  from: dayOrInstant.optional().openapi({ description: 'Of `occurredAt`: a day or an instant, inclusive.' }),
  to: dayOrInstant.optional().openapi({ description: 'An instant, exclusive, or a day, inclusive.' }),
  metadata: z
    .record(line(limits.metadataKeyUnits), z.array(line(limits.metadataValueUnits)).max(limits.filterValues))
    .optional(),
  conflict: alternatives(z.enum(['flagged', 'in_review', ...conflictTypes])).openapi({
    description:
      '`flagged`: by the machine, whatever the type. `in_review`: it waits for its review, or is being reviewed.',
  }),
  covered: flagParameter.optional().openapi({ description: 'Whether at least one leaf of the taxonomy covers it.' }),
  quality: z.enum(['with', 'without']).optional().openapi({
    description: '`without`: not what the last scan of the data quality has flagged as unfit.',
  }),
  flag: alternatives(z.enum(qualityFlags)).openapi({ description: 'Flagged so by the last scan.' }),
  scanned: flagParameter.optional().openapi({
    description:
      'Whether it had come by the end of the last scan of the data quality; `false` also before the first scan.',
  }),
  state: alternatives(z.enum(['pending', 'analysed', 'failed'])),
};

interface Ranges {
  from?: string | undefined;
  to?: string | undefined;
  ratingMin?: number | undefined;
  ratingMax?: number | undefined;
}

/** The filter parameters with others beside them; a range that runs backwards is refused. */
export function filterQuery<T extends z.ZodRawShape>(others: T) {
  return z.strictObject({ ...filterShape, ...others }).superRefine((value, context) => refuseBackwards(value, context));
}

const otherPrefix = 'other.';

/** The filter parameters once more, for the comments that are compared with: `other.<parameter>`. */
export const otherParameters = Object.fromEntries(
  Object.entries(filterShape).map(([name, schema]) => [otherPrefix + name, schema]),
);

/** Names of the parameters that choose what is compared with, among those of a query. */
export function otherNames(query: object): string[] {
  return Object.keys(query).filter((name) => name.startsWith(otherPrefix));
}

export function refuseBackwardsOther(value: object, context: z.RefinementCtx): void {
  refuseBackwards(value, context, otherPrefix);
}

/** The filter among the parameters of a query. */
export function filterOf(query: object): CommentFilter {
  return Object.fromEntries(Object.entries(query).filter(([name]) => name in filterShape));
}

/** The filter of what is compared with. */
export function otherFilterOf(query: object): CommentFilter {
  const named = Object.entries(query).filter(([name]) => name.startsWith(otherPrefix));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(otherPrefix.length), value]));
}

/** The same filter within a body, where numbers are numbers. */
export const filterBody = z
  .strictObject({
    ...filterShape,
    ratingMin: z.number().optional(),
    ratingMax: z.number().optional(),
    rated: z.boolean().optional(),
    covered: z.boolean().optional(),
    scanned: z.boolean().optional(),
  })
  .superRefine((value, context) => refuseBackwards(value, context))
  .openapi('CommentFilter');

/** Of a period that ends before it begins, beside the code of the problem. */
export const backwards = { facts: { reason: 'ends_before_begins' } } as const satisfies { facts: ProblemFacts };

/** `prefix`: stands before the names of the parameters. */
export function refuseBackwards(value: object, context: z.RefinementCtx, prefix = ''): void {
  const of = value as Record<string, unknown>;
  const { from, to, ratingMin, ratingMax } = {
    from: of[`${prefix}from`],
    to: of[`${prefix}to`],
    ratingMin: of[`${prefix}ratingMin`],
    ratingMax: of[`${prefix}ratingMax`],
  } as Ranges;
  // A day and an instant compare as text: a day is a beginning of its instants.
  const isBackwards = from !== undefined && to !== undefined && from.slice(0, to.length) > to;
  const refuse = (path: string, message: string, more: { facts: ProblemFacts }) =>
    context.addIssue({ code: 'custom', path: [prefix + path], message, params: { code: 'out_of_range', ...more } });
  if (isBackwards) refuse('to', '`to` lies before `from`.', backwards);
  if (ratingMin !== undefined && ratingMax !== undefined && ratingMin > ratingMax) {
    refuse('ratingMax', '`ratingMax` is below `ratingMin`.', { facts: { values: { minimum: ratingMin } } });
  }
}
