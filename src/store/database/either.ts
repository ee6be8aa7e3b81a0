/** SQL that is said differently to each database, chosen when a statement is compiled. */
import {
  type Expression,
  ExpressionWrapper,
  PostgresAdapter,
  PostgresQueryCompiler,
  type QueryExecutorProvider,
  type RawBuilder,
  type RawNode,
  SqliteQueryCompiler,
  sql,
} from 'kysely';

interface EitherNode extends RawNode {
  readonly sqlite: () => Expression<unknown>;
  readonly postgres: () => Expression<unknown>;
}

/** Compiles to what `sqlite` or `postgres` makes, whichever database the statement goes to; the other is never called. */
export function either<T>(sqlite: () => RawBuilder<T>, postgres: () => RawBuilder<T>): RawBuilder<T> {
  const node: EitherNode = { kind: 'RawNode', sqlFragments: [], parameters: [], sqlite, postgres };
  return sql<T>`${new ExpressionWrapper<object, never, T>(node)}`;
}

function isEither(node: RawNode): node is EitherNode {
  return 'sqlite' in node;
}

export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    if (isEither(node)) this.visitNode(node.sqlite().toOperationNode());
    else super.visitRaw(node);
  }
}

export class PostgresCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    if (isEither(node)) this.visitNode(node.postgres().toOperationNode());
    else super.visitRaw(node);
  }
}

/** For what takes other steps, not only other words. */
export function isPostgres(db: QueryExecutorProvider): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
