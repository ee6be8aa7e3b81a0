import { json, ok } from '../answers.ts';
import { etagOf, seenVersion } from '../etag.ts';
import { defineRoute } from '../route.ts';
import { statisticsSettingsSchema } from '../schemas/statisticsSettings.ts';

const tag = 'Statistics';

export const statisticsSettingsRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/settings',
    scope: 'read',
    tag,
    summary: 'What the workspace says about its statistics',
    responses: { 200: json('The settings, with an `ETag`.', statisticsSettingsSchema) },
    handler: async ({ services, scope }) => answer(await services.statisticsSettings.get(scope)),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/stats/settings',
    scope: 'admin',
    tag,
    summary: 'Puts other settings in the place of all',
    description: 'With `If-Match` only when the settings are still those of that `ETag`.',
    request: { body: { json: { schema: statisticsSettingsSchema, maxBytes: 256 * 1024 } } },
    responses: { 200: json('The settings as they are now.', statisticsSettingsSchema) },
    handler: async ({ services, scope, body, request }) =>
      answer(await services.statisticsSettings.put(scope, body, seenVersion(request))),
  }),
];

function answer({ settings, version }: { settings: object; version: number }) {
  return { ...ok(settings), headers: { ETag: etagOf(version) } };
}
