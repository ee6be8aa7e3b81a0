import { alertEmail, emailLanguages } from '../../feedback/alerts/email.ts';
import { alertKinds, alertStates } from '../../feedback/alerts/rule.ts';
import { limits } from '../../feedback/limits.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import {
  alertCountsSchema,
  alertPatchSchema,
  alertRuleInputSchema,
  alertRulePatchSchema,
  alertRuleSchema,
  alertSchema,
  emailSchema,
  previewRequestSchema,
  previewSchema,
} from '../schemas/alerts.ts';
import { alternatives, idParams, line, pageOf, pageParameters } from '../schemas/common.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Alerts';
const maxBytes = 64 * 1024;

export const alertRoutes = [
  // Before the rules: `raised` and `preview` are no ids.
  defineRoute({
    method: 'get',
    path: '/v1/alerts/raised',
    scope: 'read',
    tag,
    summary: 'Lists raised alerts, the newest first',
    description:
      'An alert is a case: it has an owner and is acknowledged and resolved. A rule raises one alert a comment, and one in ' +
      'the days of its period.',
    request: {
      query: z.strictObject({
        state: alternatives(z.enum(alertStates)),
        kind: alternatives(z.enum(alertKinds)),
        rule: alternatives(line(limits.nameUnits)),
        department: alternatives(line(limits.nameUnits)),
        commentId: line(limits.nameUnits).optional(),
        ...pageParameters,
      }),
    },
    responses: { 200: json('A page of alerts.', pageOf(alertSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      return ok(await services.alerts.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/alerts/raised/counts',
    scope: 'read',
    tag,
    summary: 'Raised alerts by state',
    responses: { 200: json('How many.', alertCountsSchema) },
    handler: async ({ services, scope }) => ok(await services.alerts.counts(scope)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/alerts/raised/:id',
    scope: 'read',
    tag,
    summary: 'One raised alert',
    request: { params: idParams },
    responses: { 200: json('The alert.', alertSchema) },
    handler: async ({ services, scope, params }) => ok(found(await services.alerts.get(scope, params.id))),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/alerts/raised/:id/email',
    scope: 'read',
    tag,
    summary: 'An alert as the text of an e-mail',
    description: 'Nothing is sent.',
    request: { params: idParams, query: z.strictObject({ language: z.enum(emailLanguages).default('zh-CN') }) },
    responses: { 200: json('Subject and body, plain text.', emailSchema) },
    async handler({ services, scope, params, query: { language } }) {
      const alert = found(await services.alerts.get(scope, params.id));
      return ok(alertEmail(alert, language, services.config.publicOrigin ?? null));
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/alerts/raised/:id',
    scope: 'review',
    tag,
    summary: 'Acknowledges, assigns or resolves an alert',
    request: { params: idParams, body: { json: { schema: alertPatchSchema, maxBytes } } },
    responses: { 200: json('The alert as it is now.', alertSchema) },
    handler: async ({ services, scope, params, body }) =>
      ok(found(await services.alerts.patch(scope, params.id, body))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/alerts/preview',
    scope: 'admin',
    tag,
    summary: 'What a rule would have done in the last days',
    request: { body: { json: { schema: previewRequestSchema, maxBytes } } },
    responses: { 200: json('How often it would have fired.', previewSchema) },
    handler: async ({ services, scope, body: { condition, days } }) =>
      ok(await services.alertRules.preview(scope, condition, days)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/alerts',
    scope: 'read',
    tag,
    summary: 'Lists the rules of alerts, with how often each was raised',
    responses: { 200: json('All.', z.object({ items: z.array(alertRuleSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.alertRules.list(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/alerts',
    scope: 'admin',
    tag,
    summary: 'Adds a rule of alerts',
    description:
      'Rules on words and labels count for what is read from then on; the others are judged every few minutes, over days in UTC.',
    request: { body: { json: { schema: alertRuleInputSchema, maxBytes } } },
    idempotent: true,
    responses: { 201: json('The rule.', alertRuleSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const made = await context.services.alertRules.create(context.scope, context.body);
        return { status: 201, body: made, headers: { Location: `/v1/alerts/${made.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/alerts/:id',
    scope: 'read',
    tag,
    summary: 'One rule of alerts',
    request: { params: idParams },
    responses: { 200: json('The rule.', alertRuleSchema) },
    handler: async ({ services, scope, params }) => ok(found(await services.alertRules.get(scope, params.id))),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/alerts/:id',
    scope: 'admin',
    tag,
    summary: 'Changes a rule of alerts, or switches it off or on',
    description: 'A condition is replaced as a whole.',
    request: { params: idParams, body: { json: { schema: alertRulePatchSchema, maxBytes } } },
    responses: { 200: json('The rule as it is now.', alertRuleSchema) },
    handler: async ({ services, scope, params, body }) =>
      ok(found(await services.alertRules.change(scope, params.id, body))),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/alerts/:id',
    scope: 'admin',
    tag,
    summary: 'Removes a rule of alerts',
    description: 'Alerts that it raised stay.',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.alertRules.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];
