/** Every way to read, made from the route table: each route, each choice of a parameter, each id. */
import type { z } from 'zod';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes/index.ts';
import type { Furnished } from './furnish.ts';
import { bodies, fileRoutes, isOperators, keyOf, pathFor, queries, resourceOf } from './requests.ts';

export interface Visit {
  method: string;
  path: string;
  json?: unknown;
  /** What the path names belongs to the other workspace, and is not there. */
  foreign: boolean;
}

export const closed = routes.filter((route) => route.scope !== 'public' && !route.undocumented && !isOperators(route));
export const readable = closed.filter(({ method }) => method === 'get');
/** What ends a session, and what has no JSON, has tests of its own. */
export const writable = closed.filter(
  (route) => route.method !== 'get' && route.scope !== 'user' && !fileRoutes.includes(keyOf(route)),
);

/** What could be there under a name that the other workspace uses: parameters that take any text. */
const named = 'text channel source author keyword department assignee reviewer action subject actor rule'.split(' ');

type Def = {
  type: string;
  entries?: Record<string, string>;
  innerType?: z.ZodType;
  in?: z.ZodType;
  element?: z.ZodType;
};

/** The values of a parameter that takes one of a few. */
function choicesOf(schema: z.ZodType): string[] {
  const def = schema.def as unknown as Def;
  if (def.type === 'enum') return Object.values(def.entries!);
  if (def.type === 'union') return (schema.def as unknown as { options: z.ZodType[] }).options.flatMap(choicesOf);
  const inner = def.innerType ?? def.in ?? def.element;
  return inner ? choicesOf(inner) : [];
}

/** GET requests of `caller`; ids are the caller's and the other's, names `word`. Without `choices` each route is asked once an id. */
export function* reads(caller: Furnished, other: Furnished, word: string, choices = true): Generator<Visit> {
  for (const route of readable) {
    const base = queries[keyOf(route)]?.(caller) ?? '';
    const resource = resourceOf(route);
    const targets = resource ? [caller.own[resource], other.own[resource]] : [null];
    for (const [index, made] of targets.entries()) {
      const foreign = index === 1;
      const path = made ? pathFor(route, made) : route.path;
      const visit = (query: string): Visit => {
        const whole = [base, query].filter((part) => part !== '').join('&');
        return { method: 'GET', path: path + (whole === '' ? '' : `?${whole}`), foreign };
      };
      yield visit('');
      if (foreign || !choices) continue;
      for (const [name, schema] of Object.entries(route.request?.query?.shape ?? {})) {
        if (base.startsWith(`${name}=`)) continue;
        for (const choice of choicesOf(schema as z.ZodType)) yield visit(`${name}=${choice}`);
        if (named.includes(name.replace(/^other\./, ''))) yield visit(`${name}=${encodeURIComponent(word)}`);
      }
    }
  }
}

/** Changing requests; `table` narrows them. What they name belongs to the other. */
export function* foreignWrites(caller: Furnished, other: Furnished, table: Route[] = writable): Generator<Visit> {
  for (const route of table) {
    const resource = resourceOf(route);
    if (!resource) continue;
    const json = bodies[keyOf(route)]?.(caller);
    const path = pathFor(route, other.own[resource]);
    yield { method: route.method.toUpperCase(), path, foreign: true, ...(json !== undefined && { json }) };
  }
}
