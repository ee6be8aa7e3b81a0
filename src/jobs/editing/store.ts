/** What editing needs of the store. Contents are JSON. */
import type { Draft, EditionHead, EditionKind, InForce, PutInForce } from '../../feedback/edition.ts';
import type { Page, PageRequest, Scope } from '../../feedback/read.ts';
import type { LeafPlace } from '../../feedback/taxonomy.ts';

interface Coming {
  from: number;
  places: readonly LeafPlace[];
  backfill: boolean;
}

export interface EditionStore {
  versionInForce(scope: Scope, kind: EditionKind): Promise<number>;
  get(scope: Scope, kind: EditionKind, version: number): Promise<InForce<string> | null>;
  list(scope: Scope, kind: EditionKind, page: PageRequest): Promise<Page<EditionHead>>;
  draft(scope: Scope, kind: EditionKind): Promise<Draft<string> | null>;
  putDraft(
    scope: Scope,
    kind: EditionKind,
    content: string,
    expected: string | null | undefined,
  ): Promise<Draft<string>>;
  dropDraft(scope: Scope, kind: EditionKind, expected: string | undefined): Promise<boolean>;
  publish(
    scope: Scope,
    kind: EditionKind,
    revision: string,
    edition: { key: string; content: string; note: string | null },
    coming: Coming,
  ): Promise<PutInForce>;
  rollback(scope: Scope, kind: EditionKind, to: { version: number; key: string }, coming: Coming): Promise<PutInForce>;
}
