import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Scope } from '../feedback/read.ts';
import type { SynonymGroup } from '../feedback/synonyms.ts';
import { auditRows } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Db, Trx } from './database/schema.ts';
import { insertRows } from './database/sql.ts';

/** Groups of synonyms of a workspace. `version` names their state. */
export interface Synonyms {
  groups: SynonymGroup[];
  version: string;
}

export function createSynonyms(writer: Db, reader: Db, clock: Clock) {
  return {
    get: (scope: Scope): Promise<Synonyms> => readSynonyms(reader, scope),

    /** Puts these groups in the place of all. Throws `version_conflict` when `expected` is not the version they have. */
    async put(scope: Scope, groups: SynonymGroup[], expected: string | null): Promise<Synonyms> {
      return writer.transaction().execute(async (trx) => {
        const { version } = await readSynonyms(trx, scope);
        if (expected !== null && expected !== version)
          throw new AppError('version_conflict', 'The synonyms have changed since they were read.');
        await trx.deleteFrom('synonym').where('workspace_id', '=', scope.workspaceId).execute();
        const rows = groups.flatMap(({ term, words }) => words.map((word) => [scope.workspaceId, word, term]));
        await insertRows(trx, 'synonym', ['workspace_id', 'word', 'term'], rows, sql``);
        const detail = { words: rows.length };
        await auditRows(trx, [{ scope, action: 'synonyms.put', subject: scope.workspaceId, detail }], clock);
        return readSynonyms(trx, scope);
      });
    },
  };
}

/** By term, words by their code units. */
export async function readSynonyms(db: Db | Trx, { workspaceId }: Scope): Promise<Synonyms> {
  const rows = await db
    .selectFrom('synonym')
    .select(['term', 'word'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('term')
    .orderBy('word')
    .execute();
  const groups: SynonymGroup[] = [];
  for (const { term, word } of rows) {
    const last = groups.at(-1);
    if (last?.term === term) last.words.push(word);
    else groups.push({ term, words: [word] });
  }
  return { groups, version: hash('sha256', JSON.stringify(groups), 'base64url').slice(0, 16) };
}
