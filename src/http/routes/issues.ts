import { escalations, issueKinds } from '../../feedback/analysis.ts';
import { limits } from '../../feedback/limits.ts';
import { issueStates } from '../../feedback/read.ts';
import { found, json, ok } from '../answers.ts';
import { issueView } from '../leafAnswers.ts';
import { defineRoute } from '../route.ts';
import { alternatives, flagParameter, idParams, line, pageOf, pageParameters } from '../schemas/common.ts';
import { labelParameter } from '../schemas/filter.ts';
import { inboxSchema, issueRecordSchema, issueStepSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';

const tag = 'Issues';
const noteUnits = 2000;

const patchSchema = z
  .strictObject({
    state: z.enum(issueStates).optional(),
    assignee: line(limits.nameUnits).nullable().optional(),
    note: line(noteUnits).optional(),
    followUpScore: z.number().min(0).max(10).optional().openapi({ description: 'What the customer says afterwards.' }),
  })
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('IssuePatch');

export const issueRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/issues',
    scope: 'read',
    tag,
    summary: 'Lists issues',
    description:
      'A list by `state` is a list of work: praise and mentions are left out of it unless `kind` asks for them.',
    request: {
      query: z.strictObject({
        state: alternatives(z.enum(issueStates)),
        label: labelParameter,
        department: alternatives(line(limits.nameUnits)),
        assignee: alternatives(line(limits.nameUnits)),
        kind: alternatives(z.enum(issueKinds)),
        escalation: alternatives(z.enum(escalations)),
        overdue: flagParameter.optional(),
        unassigned: flagParameter.optional().openapi({ description: 'Unfinished work that has no assignee.' }),
        firstResponseOverdue: flagParameter.optional(),
        commentId: line(limits.nameUnits).optional(),
        ...pageParameters,
      }),
    },
    responses: { 200: json('A page of issues.', pageOf(issueRecordSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      const page = await services.issues.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor });
      const { content } = await services.taxonomies.inForce(scope);
      return ok({ ...page, items: page.items.map((issue) => issueView(issue, content)) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/issues/inboxes',
    scope: 'read',
    tag,
    summary: 'The work of each department, and what customers said of it afterwards',
    responses: { 200: json('Most open work first.', z.object({ items: z.array(inboxSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.issues.inboxes(scope) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/issues/:id/history',
    scope: 'read',
    tag,
    summary: 'What was done to an issue, oldest first',
    request: { params: idParams },
    responses: { 200: json('The steps.', z.object({ items: z.array(issueStepSchema) })) },
    async handler({ services, scope, params }) {
      found(await services.issues.get(scope, params.id));
      return ok({ items: await services.issues.history(scope, params.id) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/issues/:id',
    scope: 'read',
    tag,
    summary: 'One issue',
    request: { params: idParams },
    responses: { 200: json('The issue.', issueRecordSchema) },
    async handler({ services, scope, params }) {
      const issue = found(await services.issues.get(scope, params.id));
      return ok(issueView(issue, (await services.taxonomies.inForce(scope)).content));
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/issues/:id',
    scope: 'review',
    tag,
    summary: 'Moves an issue on, assigns it, notes something',
    description:
      'open → assigned → in_progress → waiting_customer → resolved → verified or reopened. ' +
      'A step that is not allowed answers 409. The SLA clock stops while waiting for the customer.',
    request: { params: idParams, body: { json: { schema: patchSchema, maxBytes: 64 * 1024 } } },
    responses: { 200: json('The issue as it is now.', issueRecordSchema) },
    async handler({ services, scope, params, body }) {
      const issue = found(await services.issues.patch(scope, params.id, body));
      return ok(issueView(issue, (await services.taxonomies.inForce(scope)).content));
    },
  }),
];
