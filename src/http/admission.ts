/**
 * How much is let in at once. Under load what only shows figures is refused first and what brings comments last; whoever
 * watches the process is never refused. It is decided from the first line of a request, before anything is read.
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { discardRest } from './body.ts';
import { sendProblem } from './problem.ts';

/** `watch` is for progress as events: it lasts long and costs little, so it takes no place of others. */
export const loadClasses = ['ingest', 'page', 'report', 'watch'] as const;
export type LoadClass = (typeof loadClasses)[number];

/** Shares of all places up to which a class is let in, and that it may hold itself. */
const shares: Record<LoadClass, { until: number; own: number }> = {
  ingest: { until: 1, own: 1 },
  page: { until: 0.75, own: 0.75 },
  report: { until: 0.5, own: 0.125 },
  watch: { until: 1, own: 1 },
};

export interface Admission {
  handle: RequestHandler;
  /** Requests in progress. */
  active(kind: LoadClass): number;
}

export function createAdmission(places: number, onRefused: (kind: LoadClass) => void): Admission {
  const active: Record<LoadClass, number> = { ingest: 0, page: 0, report: 0, watch: 0 };
  const fits = (kind: LoadClass): boolean => {
    const { until, own } = shares[kind];
    const all = kind === 'watch' ? 0 : active.ingest + active.page + active.report;
    return all < Math.ceil(places * until) && active[kind] < Math.ceil(places * own);
  };
  return {
    active: (kind) => active[kind],
    handle(request, response, next) {
      if (request.path === '/healthz' || request.path === '/readyz') return next();
      const kind = classOf(request.method, request.path);
      if (!fits(kind)) {
        onRefused(kind);
        refuse(response);
        discardRest(request);
        return;
      }
      active[kind]++;
      response.once('close', () => active[kind]--);
      next();
    },
  };
}

export function classOf(method: string, path: string): LoadClass {
  if (method === 'POST' && ingestPaths.has(path)) return 'ingest';
  if (/^\/v1\/jobs\/[^/]{1,100}\/events$/.test(path)) return 'watch';
  return reportPaths.test(path) ? 'report' : 'page';
}

const ingestPaths = new Set(['/v1/comments', '/v1/analyze', '/v1/imports']);
const reportPaths = /^\/v1\/(?:stats|statistics|exports|reports|keywords|topics|backups)(?:[/.]|$)/;

/** Costs next to nothing: no log line, no lookup, no body. */
function refuse(response: ServerResponse): void {
  const requestId = randomUUID();
  response.setHeader('X-Request-Id', requestId);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  sendProblem(response, new AppError('overloaded', 'Too many requests are in progress; try again shortly.'), requestId);
}

/** Since when a workspace counts as one that shares the service with others. */
const presenceMs = 60_000;

/**
 * While several workspaces are there, none of them has more than half of the places, so that one that floods the service
 * is told so itself, and the others find room.
 */
export function createTurns(places: number, clock: () => number) {
  const active = new Map<string, number>();
  const seen = new Map<string, number>();

  function othersAround(workspaceId: string, now: number): boolean {
    for (const [id, at] of seen) {
      if (now - at > presenceMs && !active.has(id)) seen.delete(id);
      else if (id !== workspaceId) return true;
    }
    return false;
  }

  return {
    /** Throws `rate_limited`. */
    take(workspaceId: string, response: ServerResponse): void {
      const now = clock();
      const own = active.get(workspaceId) ?? 0;
      seen.set(workspaceId, now);
      if (own >= Math.ceil(places / 2) && othersAround(workspaceId, now)) {
        throw new AppError('rate_limited', 'Too many requests of this workspace are in progress.', { retryAfter: 1 });
      }
      active.set(workspaceId, own + 1);
      response.once('close', () => {
        const left = active.get(workspaceId)! - 1;
        if (left === 0) active.delete(workspaceId);
        else active.set(workspaceId, left);
      });
    },
  };
}
export type Turns = ReturnType<typeof createTurns>;
