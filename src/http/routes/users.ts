import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { inviteSchema, newUserBody, userPatch, userSchema } from '../schemas/users.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Administration';
const smallBody = 16 * 1024;

export const userRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/users',
    scope: 'admin',
    tag,
    summary: 'Lists the people of the workspace',
    responses: { 200: json('The people.', z.object({ items: z.array(userSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.users.list(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/users',
    scope: 'admin',
    tag,
    summary: 'Adds a person, who cannot sign in before accepting an invitation',
    request: { body: { json: { schema: newUserBody, maxBytes: smallBody } } },
    idempotent: true,
    responses: { 201: json('The person.', userSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        return { status: 201, body: await context.services.users.create(context.scope, context.body) };
      }),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/users/:id',
    scope: 'admin',
    tag,
    summary: 'Renames, disables or enables a person, or changes the role',
    description: 'Counts from the next request of the person on. The last admin stays one: `state_conflict`.',
    request: { params: idParams, body: { json: { schema: userPatch, maxBytes: smallBody } } },
    responses: { 200: json('The person as changed.', userSchema) },
    handler: async ({ services, scope, params, body }) =>
      ok(found(await services.users.update(scope, params.id, body))),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/users/:id',
    scope: 'admin',
    tag,
    summary: 'Removes a person',
    description: 'With all sessions; API keys stay. The last admin cannot be removed: `state_conflict`.',
    request: { params: idParams },
    responses: { 204: { description: 'Gone.' } },
    async handler({ services, scope, params }) {
      found(await services.users.delete(scope, params.id));
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/users/:id/invite',
    scope: 'admin',
    tag,
    summary: 'Makes a one-time link by which the person sets a password',
    description: 'Also for a forgotten password: the old one works until the link is used. An earlier link is void.',
    request: { params: idParams },
    responses: { 201: json('The invitation.', inviteSchema) },
    async handler({ services, scope, params }) {
      const invite = found(await services.users.invite(scope, params.id));
      const link = `${services.config.publicOrigin ?? ''}/invite#token=${invite.token}`;
      return { status: 201, body: { ...invite, link } };
    },
  }),
];
