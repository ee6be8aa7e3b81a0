import { limits } from '../../feedback/limits.ts';
import type { Taxonomy } from '../../feedback/taxonomy.ts';
import { taxonomyDraftSchema } from './topics.ts';
import { z } from './zod.ts';

const names = z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() }).openapi('Names');
const description = z.strictObject({ 'zh-CN': z.string(), en: z.string() });
const cues = z.array(z.string());
const optionalCues = cues.default([]);
const opinions = z.strictObject({ negative: optionalCues, positive: optionalCues });
const code = z.string().openapi({ description: 'Dot path of [a-z0-9_]; stable for ever.' });
const parent = z.string().openapi({ description: 'Inner node that it lies under; absent: the one its code names.' });
const settings = { description, department: z.string(), slaHours: z.number(), firstResponseHours: z.number() };

const leafSchema = z
  .strictObject({
    code,
    parent: parent.optional(),
    names,
    ...settings,
    aspects: optionalCues,
    opinions: opinions.default({ negative: [], positive: [] }),
    not: optionalCues,
    domains: optionalCues,
    examples: z.array(z.string()),
  })
  .openapi('TaxonomyLeaf');

const shape = {
  id: z.string(),
  names,
  groups: z.record(z.string(), names).openapi({ description: 'Names of the inner nodes by their code.' }),
  onePerLeaf: z.boolean().default(false),
  departments: z.array(z.string()).optional().openapi({
    description: 'Who may be given issues; absent: whoever the leaves name.',
  }),
  departmentNames: z.record(z.string(), names).optional().openapi({
    description: 'What departments are called; one without names is called as it is.',
  }),
  leaves: z.array(leafSchema),
  aliases: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .optional()
    .openapi({ description: 'Merged leaves: what was said about `from` is about `to`.' }),
  removed: z
    .array(z.strictObject({ code: z.string(), names }))
    .optional()
    .openapi({ description: 'Leaves of earlier versions. The service keeps this list by itself.' }),
};

const contentSchema = z.strictObject(shape).openapi('TaxonomyContent');

/** What `GET` answers may be sent back: version and edition follow from the content. */
export const taxonomyInputSchema = z
  .strictObject({ ...shape, version: z.string().optional(), edition: z.int().optional() })
  .transform(({ version: _, edition: __, ...content }) => content)
  .openapi('TaxonomyInput', { type: 'object' });

export const taxonomySchema: z.ZodType<Taxonomy & { edition?: number }> = z
  .object({
    ...shape,
    version: z.string().openapi({ description: 'Hash of the content.' }),
    edition: z.int().optional().openapi({ description: 'Published version of the workspace; 0: as shipped.' }),
  })
  .openapi('Taxonomy');

const changeSchema = z.object({
  change: z.enum(['added', 'removed', 'merged', 'renamed', 'moved', 'reassigned', 'cues', 'described']),
  code: z.string(),
  names,
  to: z.string().optional().openapi({ description: 'Leaf that it was merged into, or node that it was moved under.' }),
});

export const taxonomyEditSchema = z
  .object({
    exists: z.boolean().openapi({ description: 'Whether there is a draft; without one this is what is in force.' }),
    content: contentSchema,
    base: z.object({ version: z.int(), key: z.string() }).openapi({ description: 'What is in force.' }),
    changes: z.array(changeSchema).openapi({ description: 'What the draft changes in it.' }),
    suggestions: z
      .array(taxonomyDraftSchema)
      .openapi({ description: 'Accepted suggestions of topic runs whose leaves are not in the draft yet.' }),
    updatedAt: z.string().nullable(),
    updatedBy: z.string().nullable(),
  })
  .openapi('TaxonomyEdit');

const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('rename'), code: z.string(), names }),
  z.strictObject({ op: z.literal('move'), code: z.string(), parent: z.string(), names: names.optional() }),
  z.strictObject({ op: z.literal('merge'), from: z.array(z.string()).min(1), into: z.string() }),
  z.strictObject({ op: z.literal('split'), code: z.string(), leaves: z.array(leafSchema).min(1) }),
  z.strictObject({ op: z.literal('add'), leaf: leafSchema, groups: z.record(z.string(), names).optional() }),
  z.strictObject({ op: z.literal('remove'), code: z.string() }),
  z.strictObject({ op: z.literal('set'), code: z.string(), ...z.strictObject(settings).partial().shape }),
  z.strictObject({ op: z.literal('cues'), code: z.string(), aspects: cues, opinions, not: cues }),
  z.strictObject({ op: z.literal('department'), name: z.string(), to: z.string() }),
]);

export const operationsSchema = z
  .strictObject({ operations: z.array(operation).min(1).max(limits.taxonomyOperations) })
  .openapi('TaxonomyOperations');
