import { limits } from '../../feedback/limits.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { alternatives, dayOrInstant, line, pageOf, pageParameters } from '../schemas/common.ts';
import { refuseBackwards } from '../schemas/filter.ts';
import { auditSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';

const action = z.string().refine((value) => /^[a-z_.]{1,100}$/.test(value), custom('invalid_format', 'Not an action.'));

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/audit',
    scope: 'admin',
    tag: 'Administration',
    summary: 'Who changed what, the newest first',
    description: 'Ids, counts and states; nothing that a customer said.',
    request: {
      query: z
        .strictObject({
          actor: alternatives(line(limits.nameUnits)).openapi({
            description: '`key:<id>`, `user:<id>`, `setup` or `system`.',
          }),
          action: alternatives(action).openapi({
            description: 'Like `taxonomy.publish`; a noun alone stands for all that was done to it.',
          }),
          subject: line(limits.nameUnits).optional().openapi({ description: 'Id of what was changed.' }),
          from: dayOrInstant.optional(),
          to: dayOrInstant.optional(),
          ...pageParameters,
        })
        .superRefine((value, context) => refuseBackwards(value, context)),
    },
    responses: { 200: json('A page of changes.', pageOf(auditSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      return ok(await services.audit.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor }));
    },
  }),
];
