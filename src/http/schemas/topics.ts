import { sentimentLabels } from '../../feedback/analysis.ts';
import { limits } from '../../feedback/limits.ts';
import { topicCadences } from '../../feedback/topics/definition.ts';
import { topicAlgorithms } from '../../feedback/topics/topic.ts';
import { partsOfSpeech } from '../../text/vectorise/speech.ts';
import { custom } from '../validate.ts';
import { commentSchema } from './comment.ts';
import { line, problemFacts } from './common.ts';
import { filterBody } from './filter.ts';
import { shareSchema } from './records.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const algorithm = z.enum(topicAlgorithms);
const kOrAuto = z.union([z.number(), z.literal('auto')]);

const asked = {
  algorithm,
  k: kOrAuto
    .refine(
      (k) => k === 'auto' || (Number.isInteger(k) && k >= 1 && k <= limits.topics),
      custom('out_of_range', `This must be a whole number of 1 to ${limits.topics}, or "auto".`),
    )
    .openapi({ description: `1 to ${limits.topics}, or "auto": the number of topics whose words cohere best.` }),
  seed: z.int().min(0).openapi({ description: 'Same comments, same order, same seed: the same topics.' }),
  filters: filterBody.openapi({ description: 'Which comments; all when absent.' }),
  words: z
    .array(z.enum(partsOfSpeech))
    .min(1)
    .max(partsOfSpeech.length)
    .openapi({ description: 'Parts of speech whose words make topics; all when absent. Unknown words are nouns.' }),
};
const defaulted = {
  algorithm: asked.algorithm.default('lda'),
  k: asked.k.default('auto'),
  seed: asked.seed.default(1),
  filters: asked.filters.default({}),
  words: asked.words.optional(),
};

export const topicOrderSchema = z.strictObject(defaulted).openapi('TopicOrder');

const cadence = z.enum(topicCadences).openapi({
  description: 'When it runs by itself: never, at midnight UTC, on Mondays, on the first of the month.',
});
const definitionName = line(limits.nameUnits);

export const topicDefinitionInputSchema = z
  .strictObject({ name: definitionName, ...defaulted, cadence: cadence.default('manual') })
  .openapi('TopicDefinitionInput');

export const topicDefinitionPatchSchema = z
  .strictObject({ name: definitionName, ...asked, cadence })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'Nothing is to be changed.'))
  .openapi('TopicDefinitionPatch');

export const topicStartSchema = z
  .object({
    id: z.string().openapi({ description: 'Of the run.' }),
    jobId: z.string().openapi({ description: 'Of the job that makes it: progress in per cent, events, cancelling.' }),
  })
  .openapi('TopicStart');

export const topicDefinitionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    algorithm,
    k: kOrAuto,
    seed: z.int(),
    filters: z.record(z.string(), z.unknown()),
    words: z.array(z.enum(partsOfSpeech)).optional(),
    cadence,
    nextRunAt: time.nullable(),
    lastRunId: z.string().nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('TopicDefinition');

const head = {
  id: z.string(),
  jobId: z.string().nullable(),
  definitionId: z.string().nullable().openapi({ description: 'Of the definition that it is a run of.' }),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  algorithm,
  k: kOrAuto.openapi({ description: 'How many topics were found; until then, what was asked for.' }),
  seed: z.int(),
  filters: z.record(z.string(), z.unknown()),
  words: z.array(z.enum(partsOfSpeech)).optional(),
  comments: z.int().nullable().openapi({ description: 'How many it was made of; null until it has succeeded.' }),
  problem: z
    .object({ code: z.string(), detail: z.string(), ...problemFacts })
    .nullable()
    .openapi({ description: 'Why it failed.' }),
  createdAt: time,
  endedAt: time.nullable(),
};
export const topicRunHeadSchema = z.object(head).openapi('TopicRunHead');

const words = z.array(z.object({ term: z.string(), weight: z.number() }));
const parts = z.array(z.object({ key: z.string(), count: z.int(), share: z.number() }));
const quotes = z.array(z.object({ commentId: z.string(), externalId: z.string().nullable(), text: z.string() }));

const topicSchema = z
  .object({
    n: z.int().openapi({ description: 'From 0, the largest topic first.' }),
    name: z.string(),
    words: words.openapi({ description: 'By probability in the topic.' }),
    relevantWords: words.openapi({ description: 'By relevance, λ = 0.6.' }),
    rankedWords: z
      .array(z.object({ term: z.string(), probability: z.number(), lift: z.number() }))
      .optional()
      .openapi({
        description:
          'The fifteen first words at every λ of 0, 0.1, …, 1: relevance is λ ln probability + (1 − λ) ln lift. Absent in ' +
          'older runs.',
      }),
    npmi: z.number().openapi({ description: 'Coherence of the ten most probable words, −1..1.' }),
    exclusivity: z.number(),
    share: shareSchema.nullable().openapi({ description: 'Of the comments of the run, with its interval.' }),
    sentiment: z.record(z.enum(sentimentLabels), z.int()),
    meanScore: z.number().nullable(),
    meanRating: z.number().nullable().openapi({ description: 'Mean position on the scale, 0..1.' }),
    rated: z.int(),
    ratings: z.array(z.int()).openapi({ description: 'Comments by fifth of the scale, the lowest first.' }),
    months: parts.openapi({ description: 'Ascending; shares are of all comments of the month.' }),
    channels: parts,
    leaves: z.array(z.object({ code: z.string(), count: z.int(), share: z.number(), lift: z.number() })),
    x: z.number().openapi({ description: 'Place on the map of topics.' }),
    y: z.number(),
    quotes: z.object({ nearest: quotes, positive: quotes, negative: quotes }),
  })
  .openapi('Topic');

const fateSchema = z.object({
  fate: z.enum(['kept', 'born', 'died', 'merged', 'split']),
  before: z.int().optional().openapi({ description: 'Topic of the previous run.' }),
  after: z.int().optional().openapi({ description: 'Topic of this run.' }),
  similarity: z.number().optional(),
  share: z.number().optional(),
});

export const topicComparisonSchema = z
  .object({ previous: z.string(), fates: z.array(fateSchema) })
  .openapi('TopicComparison');

export const topicRunSchema = topicRunHeadSchema
  .extend({
    topics: z.array(topicSchema).openapi({ description: 'Empty until the run has succeeded.' }),
    npmi: z.number().nullable().openapi({ description: 'Mean over the topics.' }),
    coherenceCurve: z
      .array(z.object({ k: z.int(), npmi: z.number() }))
      .optional()
      .openapi({ description: 'With `k: "auto"`: what was tried.' }),
    identity: topicComparisonSchema
      .nullable()
      .openapi({ description: 'What became of the topics of the previous run of the same order, seeds aside.' }),
  })
  .openapi('TopicRun');

export const suggestionSchema = z
  .object({
    n: z.int().openapi({ description: 'The topic that it is read off.' }),
    name: z.string(),
    cues: z.array(z.string()).openapi({ description: 'Words to start from, the most telling first.' }),
    share: shareSchema.openapi({ description: 'Of the uncovered comments.' }),
    npmi: z.number(),
    examples: quotes,
    draftId: z.string().nullable().openapi({ description: 'Of the draft that it was accepted as.' }),
    dismissed: z.boolean().openapi({ description: 'Nobody here wants to see it.' }),
  })
  .openapi('SuggestedLeaf');

const codePart = /^[a-z][a-z0-9_]{0,39}$/;

const leafFields = {
  names: z
    .strictObject({ 'zh-CN': line(limits.nameUnits), 'zh-TW': line(limits.nameUnits), en: line(limits.nameUnits) })
    .partial()
    .optional(),
  department: line(limits.nameUnits).optional().openapi({ description: 'Who answers for it.' }),
  slaHours: z.int().min(1).max(8760).optional().openapi({ description: 'Hours within which it is to be settled.' }),
};

export const acceptSchema = z
  .strictObject({
    parent: z.string().openapi({ description: 'Code of the inner node of the taxonomy that it goes under.' }),
    code: z
      .string()
      .refine((code) => codePart.test(code), custom('invalid_format', 'This must be one part of a code: [a-z0-9_].'))
      .optional()
      .openapi({ description: 'Last part of its code; codes are for ever.' }),
    name: line(limits.nameUnits).optional().openapi({ description: 'The name of the suggestion when absent.' }),
    ...leafFields,
  })
  .openapi('AcceptSuggestion');

export const taxonomyDraftSchema = z
  .object({
    id: z.string(),
    taxonomy: z.string(),
    content: z.object({
      kind: z.literal('leaf'),
      code: z.string(),
      name: z.string(),
      ...leafFields,
      cues: z.array(z.string()),
      exampleCommentIds: z.array(z.string()),
    }),
    source: z.string(),
    createdAt: time,
    createdBy: z.string(),
  })
  .openapi('TaxonomyDraft');

export const topicAssignmentSchema = z
  .object({
    commentId: z.string(),
    externalId: z.string().nullable(),
    topic: z.int(),
    probability: z.number(),
  })
  .openapi('TopicAssignment');

export const topicCommentSchema = z.object({ probability: z.number(), comment: commentSchema }).openapi('TopicComment');
