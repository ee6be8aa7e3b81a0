import { limits } from '../../feedback/limits.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { line } from '../schemas/common.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';
import { requireTaxonomy } from './analyze.ts';

const tag = 'Administration';

const shares = {
  auditShare: z.number().min(0).max(1).openapi({
    description: 'Share of all comments that goes to review at random: what recall is measured by.',
  }),
  secondOpinionShare: z.number().min(0).max(1).openapi({
    description: 'Share of decided comments that another reviewer decides again without seeing the first decision.',
  }),
  finalCheckShare: z.number().min(0).max(1).openapi({
    description: 'Share of decided comments whose sentiment, conflict and rating are checked once more at the end.',
  }),
};

const learning = {
  trainAfter: z.int().min(0).max(100_000).openapi({
    description: 'So many decisions start a training of the workspace’s own model; 0: none does.',
  }),
  trainRestHours: z.int().min(0).max(8760).openapi({
    description: 'A training starts by itself so many hours after the latest one at the earliest.',
  }),
  trainEveryDays: z.int().min(0).max(365).openapi({
    description: 'A training starts after so many days if anything was decided since the latest; 0: no such rhythm.',
  }),
  reanalyseAfterPromotion: z.boolean().openapi({
    description: 'Comments are read again when another model comes into force. Decided values stay.',
  }),
};

const retentionDays = z.int().min(1).max(limits.retentionDays).nullable().openapi({
  description: 'Comments are erased so many days after they came in, with all that was derived; null: they stay.',
});

const workspaceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    taxonomy: z.string(),
    conflictThreshold: z.number(),
    ...shares,
    ...learning,
    retentionDays,
    model: z.int().nullable().openapi({
      description: 'Version of the workspace’s own model in force; null: the shipped models alone.',
    }),
    taxonomyVersion: z.int().openapi({ description: 'Published version in force; 0: the shipped `taxonomy`.' }),
    lexiconVersion: z.int().openapi({ description: 'Published version in force; 0: the shipped words alone.' }),
  })
  .openapi('Workspace');

const patchSchema = z
  .strictObject({
    name: line(limits.nameUnits).optional(),
    taxonomy: line(100).optional(),
    conflictThreshold: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .openapi({ description: 'A conflict is flagged from this score on.' }),
    auditShare: shares.auditShare.optional(),
    secondOpinionShare: shares.secondOpinionShare.optional(),
    finalCheckShare: shares.finalCheckShare.optional(),
    retentionDays: retentionDays.optional(),
    trainAfter: learning.trainAfter.optional(),
    trainRestHours: learning.trainRestHours.optional(),
    trainEveryDays: learning.trainEveryDays.optional(),
    reanalyseAfterPromotion: learning.reanalyseAfterPromotion.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('WorkspacePatch');

export const workspaceRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/workspace',
    scope: 'read',
    tag,
    summary: 'The workspace of the key',
    responses: { 200: json('The workspace.', workspaceSchema) },
    handler: async ({ services, scope }) => ok(await services.workspaces.get(scope)),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/workspace',
    scope: 'admin',
    tag,
    summary: 'Changes the workspace',
    description: 'Comments keep their analyses; `POST /v1/reanalyses` reads them again.',
    request: { body: { json: { schema: patchSchema, maxBytes: 16 * 1024 } } },
    responses: { 200: json('The workspace as it is now.', workspaceSchema) },
    async handler({ services, scope, body }) {
      if (body.taxonomy !== undefined) requireTaxonomy(services, body.taxonomy, '/taxonomy');
      await services.workspaces.update(scope, body);
      return ok(await services.workspaces.get(scope));
    },
  }),
];
