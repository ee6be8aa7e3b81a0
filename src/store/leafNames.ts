import type { Scope } from '../feedback/read.ts';
import type { Db } from './database/schema.ts';

/** Names of leaves as the analyses wrote them, by code. */
export async function leafNames(
  reader: Db,
  { workspaceId }: Scope,
  codes: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const code of new Set(codes)) {
    const issue = await reader
      .selectFrom('issue')
      .select('path')
      .where('workspace_id', '=', workspaceId)
      .where('code', '=', code)
      .limit(1)
      .executeTakeFirst();
    const path = issue ? (JSON.parse(issue.path) as string[]) : [];
    names.set(code, path.at(-1) ?? code);
  }
  return names;
}
