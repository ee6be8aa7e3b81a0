import type { StoredModel } from '../../feedback/learning/stored.ts';
import { accepted, found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { pageParameters } from '../schemas/common.ts';
import {
  activeModelSchema,
  modelChangesSchema,
  modelSchema,
  modelsSchema,
  reanalyseSchema,
  trainSchema,
} from '../schemas/models.ts';
import { jobSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Models';
const modelParams = z.strictObject({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .openapi({ type: 'string' }),
});

export const modelRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/models/train',
    scope: 'admin',
    tag,
    summary: 'Trains a model for the workspace from what its reviewers have decided',
    description:
      'A job. The model is measured beside the one in force on decided comments that never train. ' +
      '`trainAfter`, `trainRestHours` and `trainEveryDays` of the workspace start it by themselves.',
    request: { body: { json: { schema: trainSchema, maxBytes: 1024, optional: true } } },
    idempotent: true,
    responses: { 202: json('The job that does it.', jobSchema) },
    handler: (context) =>
      once(context, context.body, async () =>
        accepted(await context.services.models.train(context.scope, context.body)),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/models',
    scope: 'read',
    tag,
    summary: 'Lists the models of the workspace, the newest first, and says what the next training waits for',
    request: { query: z.strictObject(pageParameters) },
    responses: { 200: json('A page of models.', modelsSchema) },
    async handler({ services, scope, query: { limit, cursor } }) {
      const page = cursor === undefined ? { limit } : { limit, cursor };
      const { items, nextCursor } = await services.models.list(scope, page);
      return ok({ items: items.map(modelView), nextCursor, training: await services.models.plan(scope) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/models/:id',
    scope: 'read',
    tag,
    summary: 'One model with its figures',
    request: { params: modelParams },
    responses: { 200: json('The model.', modelSchema) },
    handler: async ({ services, scope, params }) => ok(modelView(found(await services.models.get(scope, params.id)))),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/models/:id/changes',
    scope: 'read',
    tag,
    summary: 'What a model would read differently from the one that was in force when it was trained',
    request: { params: modelParams },
    responses: { 200: json('The changes.', modelChangesSchema) },
    async handler({ services, scope, params }) {
      const { changes } = found(await services.models.get(scope, params.id)).findings;
      const { conflicts = null } = changes;
      const shown = [...changes.examples, ...(conflicts?.examples ?? [])].map(({ commentId }) => commentId);
      const quotes = await services.models.quotes(scope, [...new Set(shown)]);
      const texts = new Map(quotes.map(({ commentId, text }) => [commentId, text]));
      const withTexts = <T extends { commentId: string }>(examples: T[]) =>
        examples.flatMap((example) => {
          const text = texts.get(example.commentId);
          return text === undefined ? [] : [{ ...example, text }];
        });
      return ok({
        ...changes,
        examples: withTexts(changes.examples),
        conflicts: conflicts && { ...conflicts, examples: withTexts(conflicts.examples) },
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/models/:id/promote',
    scope: 'admin',
    tag,
    summary: 'Puts a model in force',
    description: 'For comments that are read from now on; the others are read again by a job, if wanted.',
    request: { params: modelParams, body: { json: { schema: reanalyseSchema, maxBytes: 1024, optional: true } } },
    responses: { 200: json('What is in force now.', activeModelSchema) },
    async handler({ services, scope, params, body }) {
      const { reanalysis } = found(await services.models.promote(scope, params.id, body.reanalyse));
      return ok({ active: String(params.id), reanalysis });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/models/:id/rollback',
    scope: 'admin',
    tag,
    summary: 'Takes the model in force out again, and puts back what was before it',
    request: { params: modelParams, body: { json: { schema: reanalyseSchema, maxBytes: 1024, optional: true } } },
    responses: { 200: json('What is in force now.', activeModelSchema) },
    async handler({ services, scope, params, body }) {
      found(await services.models.get(scope, params.id));
      const { active, reanalysis } = await services.models.rollback(scope, params.id, body.reanalyse);
      return ok({ active: active === null ? null : String(active), reanalysis });
    },
  }),
];

function modelView({ findings, ...model }: StoredModel): object {
  const { comments, changed } = findings.changes;
  return {
    ...model,
    ...findings,
    leaves: findings.leaves ?? null,
    conflicts: findings.conflicts ?? null,
    changes: { comments, changed },
  };
}
