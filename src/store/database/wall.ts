/**
 * The second wall between workspaces: what a call may touch, however its statements are put. PostgreSQL holds it by its rows
 * (`rowSecurity.ts`), of what goes to SQLite the statements are read (`statementWall.ts`).
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const inForce = new AsyncLocalStorage<readonly string[] | null>();

/** Ids of the workspaces whose rows may be touched now; null: all, for what the service does of itself. */
export function wallInForce(): readonly string[] | null {
  return inForce.getStore() ?? null;
}

export function withinWall<Result>(workspaceIds: readonly string[], work: () => Result): Result {
  return inForce.run(workspaceIds, work);
}

/** For what serves several workspaces and is begun by a call of one. */
export function outsideWalls<Result>(work: () => Result): Result {
  return inForce.run(null, work);
}

/** Throws where a row has an id at `place` that is not within the wall: what statements are given as JSON nobody else checks. */
export function requireWithinWall(rows: readonly (readonly unknown[])[], place: number): void {
  const wall = wallInForce();
  if (wall && !rows.every((row) => wall.includes(row[place] as string))) {
    throw new Error('rows reach over the wall between workspaces');
  }
}

/** The same services; a method whose first argument is a scope stays within its workspace, any other is the system's. */
export function walled<Services extends object>(services: Services): Services {
  return mapValues(services, (value) => (isService(value) ? mapValues(value, walledMethod) : walledMethod(value)));
}

function mapValues<T extends object>(object: T, change: (value: unknown) => unknown): T {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)])) as T;
}

const isService = (value: unknown): value is object => typeof value === 'object' && value !== null;

function walledMethod(method: unknown): unknown {
  if (typeof method !== 'function') return method;
  return (...args: unknown[]) => {
    const wall = wallOf(args[0]);
    const answer: unknown = inForce.run(wall, () => method(...args));
    return isIterable(answer) ? walledSteps(wall, answer) : answer;
  };
}

function wallOf(scope: unknown): readonly string[] | null {
  const id = (scope as { workspaceId?: unknown } | null | undefined)?.workspaceId;
  return typeof id === 'string' ? [id] : null;
}

const isIterable = (value: unknown): value is AsyncGenerator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** A generator runs where it is asked for its next value, not where it was made. */
function walledSteps(wall: readonly string[] | null, steps: AsyncGenerator<unknown>): AsyncGenerator<unknown> {
  return {
    next: (value) => inForce.run(wall, () => steps.next(value)),
    return: (value) => inForce.run(wall, () => steps.return(value)),
    throw: (error) => inForce.run(wall, () => steps.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  } as AsyncGenerator<unknown>;
}
