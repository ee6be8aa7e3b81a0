import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { HealthService } from './services.ts';

export interface Metrics {
  /** Counts and times every request by method, route pattern and status; nothing that names a workspace or a comment. */
  observe: RequestHandler;
  contentType: string;
  render(): Promise<string>;
}

export function createMetrics(health: HealthService): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'huiyin_http_request_seconds',
    help: 'Time to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  const comments = new Gauge({
    name: 'huiyin_comments',
    help: 'Comments that wait for their analysis, or whose analysis failed',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const { pending, failed } = await health.gauges();
      comments.set({ state: 'pending' }, pending);
      comments.set({ state: 'failed' }, failed);
    },
  });
  return {
    observe(request, response, next) {
      const stop = seconds.startTimer();
      response.once('close', () => {
        const route = response.locals.route ?? 'none';
        stop({
          method: knownMethods.has(request.method) ? request.method : 'other',
          route,
          status: response.statusCode,
        });
      });
      next();
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

/** Labels must not grow with what clients invent. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);
