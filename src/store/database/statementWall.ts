/**
 * The wall on SQLite, which has no row-level security: a statement is read before it runs within a wall. Each table with
 * rows of workspaces must be tied to the wall by an equation that holds for every row: with a parameter, with rows that
 * the statement is given, or with a table that is tied itself.
 */

/** Places of the parameters that must be ids within the wall; null: some table is not tied to it. */
export type Ties = readonly number[] | null;

type Part = string | Parameter | Part[];
class Parameter {
  readonly place: number;
  constructor(place: number) {
    this.place = place;
  }
}

/** What a query reads from or writes to. */
interface Source {
  name: string;
  /** Column with the workspace; null where rows are the outcome of another query, which is read by itself. */
  column: string | null;
  tied: boolean;
}
type Side = Source | Parameter;
interface Equation {
  sides: readonly [Side, Side];
  /** It filters these sources only, as the condition of an outer join does. */
  filters: readonly Source[];
}
interface Scope {
  sources: Source[];
  /** Of an insertion. */
  target: Source | null;
  outer: Scope | null;
}

/** As many statements are remembered. */
const statementsKept = 2000;

/** `columnOf`: the column with the workspace of each table that has one. Throws for a statement that is not kept in by the wall. */
export function createStatementWall(columnOf: ReadonlyMap<string, string>) {
  const known = new Map<string, Ties>();

  function lookUp(statement: string): Ties {
    const found = known.get(statement);
    if (found !== undefined) return found;
    if (known.size >= statementsKept) known.clear();
    const ties = tiesOf(statement, columnOf);
    known.set(statement, ties);
    return ties;
  }

  return (wall: readonly string[], statement: string, parameters: readonly unknown[]): void => {
    const ties = lookUp(statement);
    const [first] = parameters;
    const rows = Array.isArray(first) ? first : [parameters];
    if (ties?.every((place) => rows.every((row) => isWithin(wall, row[place])))) return;
    throw new Error(`a statement reaches over the wall between workspaces: ${statement}`);
  };
}

/** An id, or a list of them as JSON. */
function isWithin(wall: readonly string[], value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return wall.includes(value) || (value.startsWith('[') && JSON.parse(value).every((id: string) => wall.includes(id)));
}

/** `columnOf`: the column with the workspace of each table that has one. */
export function tiesOf(statement: string, columnOf: ReadonlyMap<string, string>): Ties {
  const places = new Set<number>();
  let loose = false;

  function readQuery(parts: Part[], outer: Scope | null): void {
    const scope: Scope = { sources: [], target: null, outer };
    const equations = equationsOf(clausesOf(parts), scope, columnOf);
    tie(equations);
    for (const { sides } of equations) for (const side of sides) if (side instanceof Parameter) places.add(side.place);
    const all = scope.target ? [...scope.sources, scope.target] : scope.sources;
    if (all.some(({ tied }) => !tied)) loose = true;
    readGroups(parts, scope);
  }

  function readGroups(parts: Part[], scope: Scope | null): void {
    for (const part of parts) {
      if (!Array.isArray(part)) continue;
      if (part[0] !== 'select' && part[0] !== 'with') readGroups(part, scope);
      else for (const query of split(part, 'union', 'except', 'intersect')) readQuery(query, scope);
    }
  }

  readGroups([['select', ...partsOf(statement)]], null);
  return loose ? null : [...places];
}

interface Clause {
  word: string;
  rest: Part[];
}

const clauseWords = new Set(
  'with select from left cross join on using where group order having limit returning insert into values update set delete do'.split(
    ' ',
  ),
);

function clausesOf(parts: Part[]): Clause[] {
  const clauses: Clause[] = [];
  for (const part of parts) {
    if (typeof part === 'string' && clauseWords.has(part)) clauses.push({ word: part, rest: [] });
    else clauses.at(-1)?.rest.push(part);
  }
  return clauses;
}

function equationsOf(clauses: Clause[], scope: Scope, columnOf: ReadonlyMap<string, string>): Equation[] {
  for (const { word, rest } of clauses) {
    if (word === 'into') scope.target = sourceOf(rest, columnOf);
    else if (['from', 'join', 'update'].includes(word)) {
      for (const item of split(rest, ',')) if (item.length > 0) scope.sources.push(sourceOf(item, columnOf));
    }
  }
  const equations: Equation[] = [];
  let joined = 0;
  let outerJoin = false;
  for (const [index, { word, rest }] of clauses.entries()) {
    if (['from', 'join', 'update'].includes(word)) {
      joined += split(rest, ',').filter((item) => item.length > 0).length;
      outerJoin = clauses[index - 1]?.word === 'left';
    }
    const latest = scope.sources[joined - 1]!;
    const filters = outerJoin ? [latest] : scope.sources;
    if (word === 'where') equations.push(...equationsIn(rest, scope, scope.sources));
    if (word === 'on' && rest[0] !== 'conflict') equations.push(...equationsIn(rest, scope, filters));
    if (word === 'using') equations.push(...equationsUsing(rest[0] as Part[], scope, latest, filters));
  }
  return [...equations, ...equationsOfTarget(clauses, scope)];
}

function sourceOf([first, ...rest]: Part[], columnOf: ReadonlyMap<string, string>): Source {
  const alias = rest.find((part) => typeof part === 'string' && part !== 'as');
  const column = (typeof first === 'string' && columnOf.get(first)) || null;
  return { name: (alias ?? first) as string, column, tied: column === null };
}

/** Of a condition that is a conjunction; of any other nothing is known to hold. */
function equationsIn(condition: Part[], scope: Scope, filters: readonly Source[]): Equation[] {
  if (condition.includes('or')) return [];
  return split(condition, 'and').flatMap((parts): Equation[] => {
    const [left, sign, right] = parts;
    if (parts.length === 1 && Array.isArray(left)) return equationsIn(left, scope, filters);
    if (parts.length !== 3) return [];
    if (sign === 'in' && Array.isArray(right)) return membershipOf(left!, right, scope, filters);
    return sign === '=' ? equate(sideOf(left!, scope), sideOf(right!, scope), filters) : [];
  });
}

function equate(left: Side | null, right: Side | null, filters: readonly Source[]): Equation[] {
  return left && right ? [{ sides: [left, right], filters }] : [];
}

const givenRow: Source = { name: '', column: null, tied: true };

/** `workspace_id in (…)`, `(workspace_id, …) in (select workspace_id, …)`, and `seq in (select seq …)`: that names one comment. */
function membershipOf(left: Part, list: Part[], scope: Scope, filters: readonly Source[]): Equation[] {
  const [select] = clausesOf(list);
  const found = split(select?.rest ?? [], ',').map(([column]) => column);
  if (Array.isArray(left)) {
    return split(left, ',').flatMap(([column], index) =>
      endsWith(found[index], 'workspace_id') ? equate(sideOf(column!, scope), givenRow, filters) : [],
    );
  }
  if (endsWith(left, 'seq') && endsWith(found[0], 'seq')) {
    const same = scope.sources.find(({ name }) => left === `${name}.seq`);
    return equate(same ?? null, givenRow, filters);
  }
  if (select && found[0] !== 'value') return [];
  const parameters = list.flat(3).filter((part) => part instanceof Parameter);
  return parameters.flatMap((parameter) => equate(sideOf(left, scope), parameter, filters));
}

function endsWith(part: Part | undefined, column: string): boolean {
  return typeof part === 'string' && (part === column || part.endsWith(`.${column}`));
}

function equationsUsing(columns: Part[], scope: Scope, latest: Source, filters: readonly Source[]): Equation[] {
  if (!columns.includes('workspace_id')) return [];
  return scope.sources.filter((source) => source !== latest).flatMap((source) => equate(source, latest, filters));
}

/** What an insertion takes for the workspace. */
function equationsOfTarget(clauses: Clause[], scope: Scope): Equation[] {
  const { target } = scope;
  if (!target?.column) return [];
  const columns = clauses.find(({ word }) => word === 'into')!.rest.find((part) => Array.isArray(part)) as Part[];
  const place = split(columns, ',').findIndex(([name]) => name === target.column);
  const rows = clauses.flatMap(({ word, rest }) =>
    word === 'values' ? (rest.filter((part) => Array.isArray(part)) as Part[][]) : word === 'select' ? [rest] : [],
  );
  // The statement itself is read as a selection, of nothing.
  const lists = rows.filter((row) => row.length > 0).map((row) => (row[0] === 'distinct' ? row.slice(1) : row));
  const values = lists.map((row) => split(row, ',')[place]?.[0]);
  const sides = values.map((value) => (value === undefined ? null : sideOf(value, scope)));
  return sides.includes(null) ? [] : sides.flatMap((side) => equate(target, side, [target]));
}

/** The parameter, or the source whose workspace the column holds. */
function sideOf(part: Part, scope: Scope): Side | null {
  if (part instanceof Parameter) return part;
  if (typeof part !== 'string') return null;
  const dot = part.lastIndexOf('.');
  const [alias, column] = dot < 0 ? [null, part] : [part.slice(0, dot), part.slice(dot + 1)];
  for (let at: Scope | null = scope; at; at = at.outer) {
    const having = at.sources.filter(
      (source) => (alias === null || source.name === alias) && (source.column ?? 'workspace_id') === column,
    );
    const found = having.find((source) => source.column !== null) ?? having[0];
    if (found) return found;
  }
  return null;
}

function tie(equations: Equation[]): void {
  const isTied = (side: Side): boolean => side instanceof Parameter || side.tied;
  for (let again = true; again; ) {
    again = false;
    for (const { sides, filters } of equations) {
      for (const [side, other] of [sides, [sides[1], sides[0]] as const]) {
        if (isTied(side) || !isTied(other) || !filters.includes(side as Source)) continue;
        (side as Source).tied = true;
        again = true;
      }
    }
  }
}

const tokens = /'(?:[^']|'')*'|(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+|\*))*|<=|>=|<>|!=|->>?|\|\||\S/g;

/** Words in lower case, parameters by their place, what is between parentheses as a list. */
function partsOf(statement: string): Part[] {
  const open: Part[][] = [[]];
  let places = 0;
  for (const [token] of statement.matchAll(tokens)) {
    if (token === '(') open.push([]);
    else if (token === ')') open.at(-2)!.push(open.pop()!);
    else if (token === '?') open.at(-1)!.push(new Parameter(places++));
    else open.at(-1)!.push(token.replaceAll('"', '').toLowerCase());
  }
  return open[0]!;
}

function split(parts: Part[], ...separators: string[]): Part[][] {
  const pieces: Part[][] = [[]];
  for (const part of parts) {
    if (typeof part === 'string' && separators.includes(part)) pieces.push([]);
    else pieces.at(-1)!.push(part);
  }
  return pieces;
}
