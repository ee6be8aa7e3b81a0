import { AppError } from '../../errors.ts';
import { defineRoute } from '../route.ts';
import { z } from '../schemas/zod.ts';

const pingDeadlineMs = 2_000;
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
    responses: { 200: { description: 'It would.', content: { 'application/json': status } } },
    async handler({ services }) {
      if (services.stopping.aborted) throw new AppError('not_ready', 'The service is stopping.');
      if (!services.analysis.ready()) throw new AppError('not_ready', 'The analyser is still loading.');
      await answersInTime(services.health.ping());
      return { status: 200, body: { status: 'ready' } };
    },
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

async function answersInTime(ping: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), pingDeadlineMs);
  });
  try {
    await Promise.race([ping, silent]);
  } catch (cause) {
    throw new AppError('not_ready', 'The database does not answer.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
