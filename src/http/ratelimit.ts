import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../errors.ts';
import type { Principal } from './services.ts';

export type Limiter = (request: Request, response: Response, principal: Principal | null) => Promise<void>;

/**
 * Counts requests per key or person, or per address without one, in a fixed window; beyond `limit`, or beyond what the key
 * itself is allowed, it throws `rate_limited`.
 */
export function createLimiter(limit: number, windowMs: number): Limiter {
  const names = new WeakMap<Request, string>();
  const own = new WeakMap<Request, number>();
  const middleware: RequestHandler = rateLimit({
    windowMs,
    limit: (request) => Math.min(limit, own.get(request) ?? limit),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => names.get(request)!,
    handler: (request, _response, next) => {
      const resetAt = (request as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime?.getTime();
      const seconds = resetAt === undefined ? 10 : Math.max(1, (resetAt - Date.now()) / 1000);
      next(new AppError('rate_limited', 'Too many requests; try again later.', { retryAfter: seconds }));
    },
  });
  return (request, response, principal) => {
    if (principal?.requestsPerMinute) own.set(request, principal.requestsPerMinute);
    names.set(request, principal ? principal.scope.actor : `ip:${addressOf(request)}`);
    return new Promise((resolve, reject) => {
      void middleware(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
  };
}

/** Who asks, as far as it counts: of IPv6 the network, which is what one household has. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}
