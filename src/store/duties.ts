/** Work that one process is enough for: who holds a duty does it, and whoever asks first after a silence takes it over. */
import { sql } from 'kysely';
import { type Clock, iso } from './clock.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db } from './database/schema.ts';
import { newId } from './ids.ts';

/** Duties of this process, under a name of its own. What they do must bear being done twice all the same. */
export function createDuties(writer: Db, reader: Db, clock: Clock) {
  const holder = newId(clock());
  /** Until when each is surely ours, so that not every look writes. */
  const held = new Map<string, number>();

  return {
    /** True when this process is to do it now; asking again within `leaseMs` keeps it. */
    async take(name: string, leaseMs: number): Promise<boolean> {
      const now = clock();
      if ((held.get(name) ?? 0) - now > leaseMs / 2) return true;
      const found = await reader.selectFrom('duty').selectAll().where('name', '=', name).executeTakeFirst();
      if (found && found.holder !== holder && found.until > iso(now)) return false;
      const until = iso(now + leaseMs);
      const take = sql<{ holder: string }>`
        insert into duty (name, holder, until) values (${name}, ${holder}, ${until})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
          where duty.holder = ${holder} or duty.until <= ${iso(now)}
        returning holder`;
      // One row decides, whoever writes what in the workspaces.
      const { rows } = await inWorkspaces(writer, [], (trx) => take.execute(trx));
      if (rows.length > 0) held.set(name, now + leaseMs);
      else held.delete(name);
      return rows.length > 0;
    },

    /** At the end of the process: others need not wait. */
    async leave(): Promise<void> {
      held.clear();
      await inWorkspaces(writer, [], (trx) => trx.deleteFrom('duty').where('holder', '=', holder).execute());
    },
  };
}
