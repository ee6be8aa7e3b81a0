import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

const unlogged = new Set(['/healthz', '/readyz']);

/** One line a request. Only what is listed here is written: never a body, a query, a header or an id of a path. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    if (!unlogged.has(request.path)) {
      const begun = performance.now();
      response.once('close', () => {
        const level = response.statusCode >= 500 ? 'error' : 'info';
        const message = response.writableFinished ? 'request completed' : 'request aborted';
        logger[level](facts(request, response, performance.now() - begun), message);
      });
    }
    next();
  };
}

function facts({ method }: Request, { locals, statusCode: status }: Response, ms: number): Record<string, unknown> {
  const { requestId, route = 'none', keyId, userId } = locals;
  return { requestId, method, route, status, keyId, userId, ms: Math.round(ms) };
}
