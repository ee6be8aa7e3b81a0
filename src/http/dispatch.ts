import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../errors.ts';
import { authenticate, authorize } from './auth.ts';
import { contentType, discardRest, readBody } from './body.ts';
import { refuseForgery } from './forgery.ts';
import { parseBodyJson } from './json/decode.ts';
import { encodeJson } from './json/encode.ts';
import { invalid } from './problem.ts';
import { parseQuery, rawQuery } from './query.ts';
import type { Limiter } from './ratelimit.ts';
import type { Answer, AppServices, Route, RouteContext } from './route.ts';
import { z } from './schemas/zod.ts';
import { validate } from './validate.ts';

export type Limiters = Record<'requests' | 'guesses', Limiter>;

const noParameters = z.strictObject({});
const nobody = { workspaceId: '', actor: 'nobody' };

/** Answers every method of one path: the route's own, HEAD where GET is finite, and 405 for the rest. */
export function dispatcher(routes: Route[], services: AppServices, limiters: Limiters): RequestHandler {
  const byMethod = new Map<string, Route>();
  for (const route of routes) {
    byMethod.set(route.method.toUpperCase(), route);
    if (route.method === 'get' && !route.streams) byMethod.set('HEAD', route);
  }
  const allow = [...byMethod.keys()].sort().join(', ');
  return async (request, response) => {
    const route = byMethod.get(request.method);
    if (!route) {
      response.setHeader('Allow', allow);
      throw new AppError('method_not_allowed', `This resource knows ${allow} only.`);
    }
    response.locals.route = route.path;
    const answer = await run(route, services, limiters, request, response);
    if (answer) await send(request, response, answer);
  };
}

async function run(route: Route, services: AppServices, limiters: Limiters, request: Request, response: Response) {
  const principal = route.scope === 'public' ? null : await authenticate(request, services);
  if (principal) response.locals[`${principal.actor.kind}Id`] = principal.actor.id;
  await limiters[route.guessable ? 'guesses' : 'requests'](request, response, principal);
  authorize(principal, route.scope);
  if (principal) services.turns.take(principal.scope.workspaceId, response);
  if (principal?.session) refuseForgery(request, principal.session, services.config);
  const context: RouteContext = {
    services,
    params: parseParams(route, request),
    query: route.undocumented ? undefined : parseQuery(route.request?.query ?? noParameters, rawQuery(request.url)),
    body: undefined,
    contentType: undefined,
    scope: principal?.scope ?? nobody,
    principal,
    request,
    response,
  };
  await parseBody(route, context);
  try {
    return await route.handler(context as RouteContext<never, never, never>);
  } catch (error) {
    throw route.request?.body ? error : aboutQuery(error);
  }
}

/** What a service finds wrong with a filter or a cursor came in the query. */
function aboutQuery(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  for (const problem of error.problems) {
    if (/^\/(?!query|headers)/.test(problem.pointer ?? '')) problem.pointer = `/query${problem.pointer}`;
  }
  return error;
}

/** An id that cannot exist is as absent as one that does not. */
function parseParams(route: Route, request: Request): unknown {
  if (!route.request?.params) return undefined;
  const result = validate(route.request.params, request.params);
  if (!result.ok) throw notFound();
  return result.value;
}

export function notFound(): AppError {
  return new AppError('not_found', 'There is nothing here.');
}

async function parseBody(route: Route, context: RouteContext): Promise<void> {
  const { request, response, services } = context;
  const accepted = route.request?.body;
  const sent = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!accepted) {
    if (sent) throw new AppError('unsupported_media_type', 'This call takes no body.');
    return;
  }
  if (!sent && accepted.json?.optional) {
    context.body = accepted.json.schema.parse({});
    return;
  }
  const types = [...(accepted.json ? ['application/json'] : []), ...Object.keys(accepted.streamed ?? {})];
  context.contentType = contentType(request, types);
  if (context.contentType !== 'application/json' || !accepted.json) return;
  const value = await parseBodyJson(await readBody(request, response, accepted.json.maxBytes, services.bodies));
  const result = validate(accepted.json.schema, value);
  if (!result.ok) throw invalid(result.problems, 'the body');
  context.body = result.value;
}

async function send(request: Request, response: Response, answer: Answer): Promise<void> {
  const pieces = answer.body === undefined ? [] : await encodeJson(answer.body);
  response.statusCode = answer.status;
  response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.body !== undefined) {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader(
      'Content-Length',
      pieces.reduce((sum, { length }) => sum + length, 0),
    );
  }
  discardRest(request);
  const last = pieces.pop();
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end(last);
}

/** Resolves when more can be written, or when the client is gone. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}
