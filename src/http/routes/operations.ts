import { json, ok } from '../answers.ts';
import { readiness, readinessSchema } from '../readiness.ts';
import { defineRoute } from '../route.ts';
import { z } from '../schemas/zod.ts';

const status = z.object({ status: z.string() });

export const operationRoutes = [
  defineRoute({
    method: 'get',
    path: '/healthz',
    scope: 'public',
    tag: 'Operation',
    summary: 'The process runs',
    responses: { 200: { description: 'It does.', content: { 'application/json': status } } },
    handler: () => ({ status: 200, body: { status: 'ok' } }),
  }),
  defineRoute({
    method: 'get',
    path: '/readyz',
    scope: 'public',
    tag: 'Operation',
    summary: 'A comment sent now would be stored and analysed',
    description: '`degraded`: it serves, and somebody should look at what is not `ok`.',
    responses: { 200: json('It would.', readinessSchema) },
    handler: async ({ services }) => ok(await readiness(services)),
  }),
  defineRoute({
    method: 'get',
    path: '/metrics',
    scope: 'read',
    tag: 'Operation',
    summary: 'Figures of the process for Prometheus',
    description: "Needs a key, since load figures of the whole service are nobody else's business.",
    responses: { 200: { description: 'Prometheus text format.', content: { 'text/plain': null } } },
    async handler({ services: { metrics }, response }) {
      const text = await metrics.render();
      response.setHeader('Content-Type', metrics.contentType);
      response.setHeader('Cache-Control', 'no-store');
      response.end(text);
      return undefined;
    },
  }),
];
