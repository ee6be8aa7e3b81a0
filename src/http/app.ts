import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { createAdmission, createTurns } from './admission.ts';
import { discardRest } from './body.ts';
import { createBudget } from './budget.ts';
import type { Dependencies } from './dependencies.ts';
import { dispatcher, notFound } from './dispatch.ts';
import { requestLog } from './logging.ts';
import { sendProblem, statusOf, toAppError } from './problem.ts';
import { rawQuery } from './query.ts';
import { createLimiter } from './ratelimit.ts';
import type { Route } from './route.ts';
import { routes as allRoutes } from './routes/index.ts';
import { securityHeaders } from './security.ts';
import { createSignInThrottle } from './signInThrottle.ts';

/** Builds the application; `server.ts` has what listens. Throws when the route table is not sound. */
export function createApp(dependencies: Dependencies, routes: Route[] = allRoutes): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.enable('case sensitive routing').enable('strict routing');
  app.set('query parser', false);
  app.set('trust proxy', dependencies.config.trustedProxies);
  const { concurrentRequests } = dependencies.config;
  const { metrics } = dependencies;
  const admission = createAdmission(concurrentRequests, metrics.refused);
  metrics.watchActive(admission.active);
  metrics.watchHealth(dependencies.health);
  const services = {
    ...dependencies,
    bodies: createBudget(dependencies.config.bufferedBytes),
    signIns: createSignInThrottle(Date.now),
    turns: createTurns(concurrentRequests, Date.now),
  };
  app.use(
    admission.handle,
    identify,
    lastOfConnection(dependencies.stopping),
    metrics.observe,
    requestLog(dependencies.logger),
    securityHeaders(),
    checkHead,
  );
  const limiters = {
    requests: createLimiter(dependencies.config.requestsPerMinute, 60_000),
    guesses: createLimiter(dependencies.config.setupAttempts, 15 * 60_000),
  };
  // Most paths hold no parameter: these need not be compared with all others.
  const fixed = new Map<string, RequestHandler>();
  app.use((request, response, next) => (fixed.get(request.path) ?? pass)(request, response, next));
  for (const [path, group] of byPath(routes)) {
    const handler = dispatcher(group, services, limiters);
    if (/[:*{]/.test(path)) app.all(path, handler);
    else fixed.set(path, handler);
  }
  app.use(() => {
    throw notFound();
  });
  app.use(answerProblem(dependencies));
  return app;
}

/** Routes by path; refuses a table with a route that has no scope, or with two for one call. */
export function byPath(routes: Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    if (!route.scope) throw new Error(`${route.method} ${route.path} declares no scope.`);
    const group = paths.get(route.path) ?? [];
    if (group.some((other) => other.method === route.method)) {
      throw new Error(`${route.method} ${route.path} is declared twice.`);
    }
    paths.set(route.path, [...group, route]);
  }
  return paths;
}

const pass: RequestHandler = (_request, _response, next) => next();

const identify: RequestHandler = (_request, response, next) => {
  // Nearly every layer has something to give back at the end.
  response.setMaxListeners(20);
  response.locals.requestId = randomUUID();
  response.setHeader('X-Request-Id', response.locals.requestId);
  next();
};

/** A client that keeps its connection would send the next request into a closed door. */
function lastOfConnection(stopping: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    if (stopping.aborted) response.setHeader('Connection', 'close');
    next();
  };
}

/** What can be refused before anything is looked at: no host, too long a head or query. */
const checkHead: RequestHandler = (request, response, next) => {
  if (request.httpVersionMinor === 1 && request.headers.host === undefined) {
    throw new AppError('invalid_request', 'The Host header is missing.');
  }
  if (headBytes(request) > limits.headerBytes) {
    // As where the parser refuses them: whoever sends such headers sends them again.
    response.setHeader('Connection', 'close');
    throw new AppError('header_too_large', `Request line and headers are larger than ${limits.headerBytes} bytes.`);
  }
  rawQuery(request.url);
  next();
};

/** Request line and headers as sent; the parser's own limit leaves the separators out. */
function headBytes({ method, url, rawHeaders }: Request): number {
  const line = `${method} ${url} HTTP/1.1\r\n`.length;
  return rawHeaders.reduce((sum, part) => sum + part.length + 2, line + 2);
}

function answerProblem({ logger }: Dependencies): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = fromExpress(thrown) ?? toAppError(thrown);
    if (statusOf[error.code] >= 500) {
      logger.error(
        { requestId: response.locals.requestId, code: error.code, err: error.cause ?? error },
        'request failed',
      );
    }
    sendProblem(response, error, response.locals.requestId);
    discardRest(request);
  };
}

/** What Express itself refuses: percent escapes in the path, and preconditions on files. */
function fromExpress(error: unknown): AppError | undefined {
  if (error instanceof URIError) return new AppError('invalid_encoding', 'The path holds a bad percent escape.');
  const status = (error as { status?: unknown }).status;
  return status === 412 ? new AppError('version_conflict', 'The file is another one by now.') : undefined;
}
