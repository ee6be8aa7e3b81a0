import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { KeyScope, Scope } from '../feedback/read.ts';
import type { Turns } from './admission.ts';
import type { Budget } from './budget.ts';
import type { Dependencies } from './dependencies.ts';
import type { Principal } from './services.ts';
import type { SignInThrottle } from './signInThrottle.ts';

/** What handlers work with. */
export interface AppServices extends Dependencies {
  /** What bodies may take of the memory, all together. */
  bodies: Budget;
  signIns: SignInThrottle;
  turns: Turns;
}

/** Who may call: a scope of the key or of the role (`admin` holds them all), whoever is signed in, or anybody. */
export type RouteScope = KeyScope | 'user' | 'public';
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Answer {
  status: number;
  /** Sent as JSON; nothing for 204 and 304. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Documented {
  description: string;
  /** Media type → schema, or null for what has none (files, pages). */
  content?: Record<string, z.ZodType | null>;
}

export interface RouteContext<P = unknown, Q = unknown, B = unknown> {
  services: AppServices;
  params: P;
  query: Q;
  /** The validated JSON body; undefined when the body came in one of the route's other media types. */
  body: B;
  contentType: string | undefined;
  /** Meaningless on public routes. */
  scope: Scope;
  principal: Principal | null;
  request: Request;
  response: Response;
}

export interface RequestSchemas {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: {
    /** `optional`: nothing sent means an empty object. */
    json?: { schema: z.ZodType; maxBytes: number; optional?: boolean };
    /** Media types that the handler reads from `context.request` by itself, with the schema of one part for the documentation. */
    streamed?: Record<string, z.ZodType>;
  };
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type JsonOf<R extends RequestSchemas> = R['body'] extends { json: { schema: infer S } }
  ? R['body'] extends { streamed: object }
    ? Parsed<S> | undefined
    : Parsed<S>
  : undefined;

/** One call of the API. The table of these is the only source for dispatch, validation, scopes and OpenAPI. */
export interface Route<R extends RequestSchemas = RequestSchemas> {
  method: Method;
  /** Express style, parameters as `:name`. */
  path: string;
  scope: RouteScope;
  summary: string;
  description?: string;
  tag: string;
  request?: R;
  responses: Record<number, Documented>;
  /** Takes an `Idempotency-Key`: the handler calls `once` or `beginIdempotent`. */
  idempotent?: boolean;
  /** A secret could be guessed here: far fewer attempts are allowed. */
  guessable?: boolean;
  /** The answer is written piece by piece and has no end known beforehand; no HEAD. */
  streams?: boolean;
  /** Pages and files of the browser: dispatched like everything, left out of OpenAPI. */
  undocumented?: boolean;
  /** Answers nothing when it has written to `context.response` by itself. */
  handler(
    context: RouteContext<Parsed<R['params']>, Parsed<R['query']>, JsonOf<R>>,
  ): Promise<Answer | undefined> | Answer | undefined;
}

/** Keeps the types of schemas and handler together while the table holds plain `Route`s. */
export function defineRoute<const R extends RequestSchemas>(route: Route<R>): Route {
  return route as unknown as Route;
}
