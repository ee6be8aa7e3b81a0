/** What taxonomies and lexicons of a workspace have in common: draft → preview → publish → rollback. */
import { AppError } from '../../errors.ts';
import type { InForce } from '../../feedback/edition.ts';
import { accepted, found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { type Answer, type AppServices, defineRoute, type Route, type RouteContext } from '../route.ts';
import { pageOf, pageParameters } from '../schemas/common.ts';
import {
  previewOrderSchema,
  publishSchema,
  putInForceSchema,
  rollbackSchema,
  versionSchema,
} from '../schemas/editing.ts';
import { jobSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';
import type { EditingService } from '../services.ts';
import { custom } from '../validate.ts';

const smallBody = 4096;

/** The entity tag of a published version. */
export function publishedTag({ key }: { key: string }): string {
  return `"${key.replace('@', '-')}"`;
}

export function draftTag({ revision }: { revision: string }): string {
  return `"draft-${revision}"`;
}

/**
 * What `If-Match` expects of the draft: its revision, null for none (the tag of what is in force), undefined for whatever
 * there is. Throws `version_conflict` for any other tag, `invalid_format` for what is none.
 */
export async function expectedDraft(
  { request, scope }: Pick<RouteContext, 'request' | 'scope'>,
  service: { inForce(scope: RouteContext['scope']): Promise<InForce<unknown>> },
): Promise<string | null | undefined> {
  const tag = request.headers['if-match']?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const draft = /^"draft-([0-9a-z]{1,64})"$/.exec(tag)?.[1];
  if (draft !== undefined) return draft;
  if (tag === publishedTag(await service.inForce(scope))) return null;
  if (/^(?:W\/)?"[^"]*"$/.test(tag)) throw new AppError('version_conflict', 'This is not what is there any more.');
  const detail = 'Not an entity tag of this resource.';
  const problem = { code: 'invalid_format' as const, detail, pointer: '/headers/if-match' };
  throw new AppError('invalid_format', detail, { problems: [problem] });
}

export function withTag(body: unknown, tag: string): Answer {
  return { ...ok(body), headers: { ETag: tag } };
}

export const versionParameter = z
  .string()
  .refine((text) => /^\d{1,9}$/.test(text), custom('wrong_type', 'This must be a whole number.'))
  .transform(Number)
  .optional()
  .openapi({ type: 'integer', minimum: 0 });

export interface Edited {
  /** Under `/v1`. */
  path: string;
  tag: string;
  /** As it stands in sentences. */
  noun: string;
  service(services: AppServices): EditingService<unknown, unknown>;
}

/** The routes that are the same for both kinds. */
export function editingRoutes({ path, tag, noun, service }: Edited): Route[] {
  return [
    defineRoute({
      method: 'delete',
      path: `/v1/${path}/draft`,
      scope: 'admin',
      tag,
      summary: `Throws the draft of the ${noun} away`,
      responses: { 204: { description: 'It is gone.' } },
      async handler(context) {
        const of = service(context.services);
        const expected = await expectedDraft(context, of);
        found(await of.discard(context.scope, expected ?? undefined));
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: `/v1/${path}/preview`,
      scope: 'admin',
      tag,
      summary: `What the draft of the ${noun} would change`,
      description:
        'A job: the latest stored comments are read with what is in force and with the draft. Its `result` is a `Preview`; ' +
        'nothing is stored. 409 without a draft.',
      request: { body: { json: { schema: previewOrderSchema, maxBytes: smallBody, optional: true } } },
      idempotent: true,
      responses: { 202: json('The job that does it.', jobSchema) },
      handler: (context) =>
        once(context, context.body, async () =>
          accepted(await service(context.services).preview(context.scope, context.body)),
        ),
    }),
    defineRoute({
      method: 'post',
      path: `/v1/${path}/publish`,
      scope: 'admin',
      tag,
      summary: `Makes the draft of the ${noun} the next version`,
      description:
        'It counts for every comment that is read from then on; the others are read again by the job. With `If-Match` only ' +
        'when the draft is still as it was seen (412 otherwise).',
      request: { body: { json: { schema: publishSchema, maxBytes: smallBody, optional: true } } },
      idempotent: true,
      responses: { 200: json('What is in force now.', putInForceSchema) },
      handler: (context) =>
        once(context, context.body, async () => {
          const of = service(context.services);
          const { note = null, backfill } = context.body;
          return ok(await of.publish(context.scope, { expected: await expectedDraft(context, of), note, backfill }));
        }),
    }),
    defineRoute({
      method: 'post',
      path: `/v1/${path}/rollback`,
      scope: 'admin',
      tag,
      summary: `Puts an earlier version of the ${noun} in force again`,
      description: 'Any version, 0 for what ships with the service. A draft stays as it is.',
      request: { body: { json: { schema: rollbackSchema, maxBytes: smallBody } } },
      idempotent: true,
      responses: { 200: json('What is in force now.', putInForceSchema) },
      handler: (context) =>
        once(context, context.body, async () =>
          ok(found(await service(context.services).rollback(context.scope, context.body))),
        ),
    }),
    defineRoute({
      method: 'get',
      path: `/v1/${path}/versions`,
      scope: 'read',
      tag,
      summary: `The published versions of the ${noun}, the newest first`,
      description: 'What ships with the service is version 0, and is not in the list.',
      request: { query: z.strictObject(pageParameters) },
      responses: { 200: json('A page of versions.', pageOf(versionSchema)) },
      async handler({ services, scope, query: { limit, cursor } }) {
        return ok(await service(services).list(scope, cursor === undefined ? { limit } : { limit, cursor }));
      },
    }),
  ];
}
