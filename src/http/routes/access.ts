import { AppError } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import { keyScopes } from '../../feedback/read.ts';
import { isOwnName } from '../../feedback/signIn.ts';
import { found, json, ok } from '../answers.ts';
import { requireOwnPage } from '../forgery.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, instant, line } from '../schemas/common.ts';
import { apiKeySchema, newKeySchema } from '../schemas/records.ts';
import { login, newPassword, sessionSchema } from '../schemas/users.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';
import { requireTaxonomy } from './analyze.ts';
import { openedSession } from './session.ts';

const tag = 'Administration';
const smallBody = 16 * 1024;

const newKeyBody = z
  .strictObject({
    name: line(limits.nameUnits),
    scopes: z
      .array(z.enum(keyScopes))
      .min(1)
      .max(keyScopes.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, custom('duplicate_value', 'A scope occurs twice.')),
    expiresAt: instant
      .refine((value) => Date.parse(value) > Date.now(), custom('out_of_range', 'This lies in the past.'))
      .optional(),
    requestsPerMinute: z.int().min(1).max(10_000_000).optional().openapi({
      description: 'Fewer than the service allows; without it as many.',
    }),
  })
  .openapi('NewKeyRequest');

const rotateBody = z
  .strictObject({
    graceHours: z.int().min(0).max(limits.keyGraceHours).default(24).openapi({
      description: 'For so long the secret before it works, too; 0: it ends at once.',
    }),
  })
  .openapi('KeyRotation');

const setupBody = z.strictObject({
  token: line(200).openapi({ description: 'From the set-up link that the service printed at its first start.' }),
  workspace: line(limits.nameUnits).default('default').openapi({ description: 'Name of the first workspace.' }),
  taxonomy: line(100).default('cx').openapi({ description: 'Built-in taxonomy that the workspace labels with.' }),
  admin: z
    .strictObject({ login, name: line(limits.nameUnits), password: newPassword })
    .refine((admin) => !isOwnName(admin.password, admin), {
      ...custom('invalid_format', 'A password is not the name of its owner.', { reason: 'password_is_name' }),
      path: ['password'],
    })
    .optional()
    .openapi({
      description: 'The first admin, who is signed in at once; without it the answer is the first admin key.',
    }),
});

export const accessRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/keys',
    scope: 'admin',
    tag,
    summary: 'Lists the API keys of the workspace',
    responses: { 200: json('The keys, without their secrets.', z.object({ items: z.array(apiKeySchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.access.listKeys(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/keys',
    scope: 'admin',
    tag,
    summary: 'Makes an API key',
    description: 'The key itself is in this answer only. A replay by `Idempotency-Key` answers `key: null`.',
    request: { body: { json: { schema: newKeyBody, maxBytes: smallBody } } },
    idempotent: true,
    responses: { 201: json('The key.', newKeySchema) },
    handler: (context) =>
      once(
        context,
        context.body,
        async () => ({ status: 201, body: await context.services.access.createKey(context.scope, context.body) }),
        withoutKey,
      ),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/keys/:id/rotate',
    scope: 'admin',
    tag,
    summary: 'Makes a new secret for an API key; the old one works for a while too',
    description:
      'Name, scopes and end of the key stay. Only one former secret works: rotated twice, the first one ends. ' +
      'A replay by `Idempotency-Key` answers `key: null`.',
    request: { params: idParams, body: { json: { schema: rotateBody, maxBytes: smallBody, optional: true } } },
    idempotent: true,
    responses: { 201: json('The key with its new secret.', newKeySchema) },
    handler: (context) =>
      once(
        context,
        context.body,
        async () => {
          const { services, scope, params, body } = context;
          return { status: 201, body: found(await services.access.rotateKey(scope, params.id, body.graceHours)) };
        },
        withoutKey,
      ),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/keys/:id',
    scope: 'admin',
    tag,
    summary: 'Revokes an API key',
    request: { params: idParams },
    responses: { 204: { description: 'It is worthless now.' } },
    async handler({ services, scope, params }) {
      found(await services.access.revokeKey(scope, params.id));
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/setup',
    scope: 'public',
    tag,
    summary: 'Whether the service is set up',
    responses: { 200: json('It is, or not yet.', z.object({ done: z.boolean() })) },
    handler: async ({ services }) => ok({ done: await services.access.setupDone() }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/setup',
    scope: 'public',
    guessable: true,
    tag,
    summary: 'Trades the one-time set-up token for the first admin, or for the first admin key',
    request: { body: { json: { schema: setupBody, maxBytes: smallBody } } },
    responses: { 201: json('The session of the admin, or the key.', z.union([sessionSchema, newKeySchema])) },
    async handler(context) {
      const { services, request } = context;
      const { token, admin, ...input } = context.body;
      requireTaxonomy(services, input.taxonomy, '/taxonomy');
      if (admin) {
        requireOwnPage(request, services.config);
        return openedSession(context, fitting(await services.access.completeSetupAs(token, input, admin)), 201);
      }
      return { status: 201, body: fitting(await services.access.completeSetup(token, input)) };
    },
  }),
];

/** What is kept of an answer: the secret is in the first one only. */
const withoutKey = (made: unknown): unknown => ({ ...(made as object), key: null });

function fitting<T>(made: T | null): T {
  if (made === null)
    throw new AppError('forbidden', 'This is not the set-up token of this service.', { reason: 'wrong_setup_link' });
  return made;
}
