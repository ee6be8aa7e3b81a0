/** Takes the wall between workspaces out of one method at a time: what the tests of this folder must notice. */
import type { Scope } from '../../src/feedback/read.ts';
import type { Services } from '../../src/http/services.ts';

type Method = (scope: Scope, ...rest: unknown[]) => unknown;
type Loose = Record<string, Record<string, Method>>;

/** Every method of the services, as `service.method`. */
export function methodsOf(services: Services): string[] {
  return Object.entries(services as unknown as Loose).flatMap(([service, methods]) =>
    Object.entries(methods ?? {}).flatMap(([name, value]) =>
      typeof value === 'function' ? [`${service}.${name}`] : [],
    ),
  );
}

/**
 * The services with one method as if its query had lost its `workspace_id = …`: what is not the caller's own is looked for
 * in the other workspace, lists hold the rows of both, and figures are the other's.
 */
export function withoutWall(services: Services, hole: string, otherOf: (workspaceId: string) => string): Services {
  const [service, name] = hole.split('.') as [string, string];
  const loose = services as unknown as Loose;
  const intact = loose[service]![name]!;
  const open: Method = (scope, ...rest) => {
    if (typeof scope?.workspaceId !== 'string' || scope.workspaceId === '') return intact(scope, ...rest);
    const others: Scope = { ...scope, workspaceId: otherOf(scope.workspaceId) };
    const own = intact(scope, ...rest);
    // Figures are made of all rows at once.
    if (service === 'statistics') return intact(others, ...rest);
    if (isIterable(own)) return both(own, intact(others, ...rest) as AsyncIterable<unknown>);
    return Promise.resolve(own).then(
      async (answer) => joined(answer, () => intact(others, ...rest)),
      (error) => Promise.resolve(intact(others, ...rest)).catch(() => Promise.reject(error)),
    );
  };
  return { ...services, [service]: { ...loose[service], [name]: open } } as Services;
}

async function joined(own: unknown, others: () => unknown): Promise<unknown> {
  if (own === null || own === false || own === undefined) return others();
  if (Array.isArray(own)) return [...own, ...((await others()) as unknown[])];
  if (typeof own !== 'object') return own;
  if (own instanceof Map) return new Map([...own, ...((await others()) as Map<unknown, unknown>)]);
  const { items } = own as { items?: unknown[] };
  if (Array.isArray(items)) return { ...own, items: [...items, ...((await others()) as { items: unknown[] }).items] };
  return others();
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* both(own: AsyncIterable<unknown>, others: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  yield* own;
  yield* others;
}
