import { createHmac, timingSafeEqual } from 'node:crypto';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Page } from '../feedback/read.ts';

/** Position in a sorted list: the values of the sort columns of the last row seen. */
export type Position = (string | number)[];

/** Rows after a position in a list sorted by `columns`: `<` when it descends, `>` when it ascends. */
export function beyond(columns: readonly string[], direction: '<' | '>', position: Position): RawBuilder<SqlBool> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  return sql<SqlBool>`(${names}) ${sql.raw(direction)} (${sql.join(position)})`;
}

/** Opaque cursors, signed together with what they belong to (workspace, list, filter), so that none is used elsewhere. */
export function createCursors(secret: string) {
  const sign = (position: string, bound: unknown) =>
    createHmac('sha256', secret).update(position).update('\n').update(JSON.stringify(bound)).digest().subarray(0, 16);

  function write(position: Position, bound: unknown): string {
    const text = JSON.stringify(position);
    return Buffer.concat([sign(text, bound), Buffer.from(text)]).toString('base64url');
  }

  return {
    /** Throws `invalid_format` for a cursor that is not ours or belongs to another list, filter or workspace. */
    read(cursor: string | undefined, bound: unknown): Position | null {
      if (cursor === undefined) return null;
      const bytes = Buffer.from(cursor, 'base64url');
      const text = bytes.subarray(16).toString();
      if (bytes.length <= 16 || !timingSafeEqual(bytes.subarray(0, 16), sign(text, bound))) {
        const detail = 'the cursor does not belong to this list and filter';
        throw new AppError('invalid_format', detail, {
          problems: [{ code: 'invalid_format', detail, pointer: '/cursor' }],
        });
      }
      return JSON.parse(text) as Position;
    },

    /** `rows` holds one more than `limit` when there is a next page. */
    page<Row, Item>(
      rows: Row[],
      limit: number,
      bound: unknown,
      position: (row: Row) => Position,
      toItem: (row: Row) => Item,
    ): Page<Item> {
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const nextCursor = rows.length > limit && last !== undefined ? write(position(last), bound) : null;
      return { items: shown.map(toItem), nextCursor };
    },
  };
}
export type Cursors = ReturnType<typeof createCursors>;
