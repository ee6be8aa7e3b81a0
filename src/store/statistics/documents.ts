import { tooMany } from '../../errors.ts';
import type { Scope } from '../../feedback/read.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import type { Db, DocumentTable, Trx } from '../database/schema.ts';
import { newId } from '../ids.ts';

export type Document<Input> = Input & { id: string; createdAt: string; updatedAt: string };

/** A short list of things that people write down and look at as a whole. */
export function createDocuments<Input extends object>(
  writer: Db,
  reader: Db,
  clock: Clock,
  { table, most }: { table: 'business_event' | 'target'; most: number },
) {
  const change = async (
    scope: Scope,
    action: string,
    id: string,
    run: (trx: Trx, now: string) => Promise<boolean>,
  ): Promise<boolean> =>
    writer.transaction().execute(async (trx) => {
      if (!(await run(trx, iso(clock())))) return false;
      await auditRows(trx, [{ scope, action: `${table}.${action}`, subject: id, detail: {} }], clock);
      return true;
    });

  async function get(scope: Scope, id: string): Promise<Document<Input> | null> {
    const row = await reader
      .selectFrom(table)
      .selectAll()
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? toDocument<Input>(row) : null;
  }

  return {
    get,

    /** All of them, the newest first. */
    async list(scope: Scope): Promise<Document<Input>[]> {
      const rows = await reader
        .selectFrom(table)
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => toDocument<Input>(row));
    },

    /** Throws `out_of_range` when there are too many. */
    async create(scope: Scope, input: Input): Promise<Document<Input>> {
      const id = newId(clock());
      await change(scope, 'create', id, async (trx, now) => {
        const { n } = await trx
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .where('workspace_id', '=', scope.workspaceId)
          .executeTakeFirstOrThrow();
        if (n >= most) throw tooMany(`A workspace has at most ${most} of these.`, most);
        const times = { created_at: now, updated_at: now };
        const row = { workspace_id: scope.workspaceId, id, body: JSON.stringify(input), ...times };
        await trx.insertInto(table).values(row).execute();
        return true;
      });
      return (await get(scope, id))!;
    },

    /** Puts `input` in the place of what is there; null when there is none. */
    async put(scope: Scope, id: string, input: Input): Promise<Document<Input> | null> {
      await change(scope, 'change', id, async (trx, now) => {
        const { numUpdatedRows } = await trx
          .updateTable(table)
          .set({ body: JSON.stringify(input), updated_at: now })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      });
      return get(scope, id);
    },

    /** False when there is none. */
    delete: (scope: Scope, id: string): Promise<boolean> =>
      change(scope, 'delete', id, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom(table)
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        return numDeletedRows === 1n;
      }),
  };
}

function toDocument<Input>({ id, body, created_at, updated_at }: DocumentTable): Document<Input> {
  return { id, ...(JSON.parse(body) as Input), createdAt: created_at, updatedAt: updated_at };
}
