/** Editing in memory: the real service over a table of its own. */
import { randomUUID } from 'node:crypto';
import { contentHash, taxonomyVersion } from '../../src/artefacts/taxonomies.ts';
import { readTaxonomy } from '../../src/artefacts/taxonomyShape.ts';
import { AppError } from '../../src/errors.ts';
import type { Draft } from '../../src/feedback/edition.ts';
import { checkLexicon, type Lexicon, noLexicon } from '../../src/feedback/lexicon.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { leafPlaces, type Taxonomy, type TaxonomyContent } from '../../src/feedback/taxonomy.ts';
import { withHistory } from '../../src/feedback/taxonomyEdit.ts';
import type { Dependencies } from '../../src/http/dependencies.ts';
import { createEditing, type EditionRules } from '../../src/jobs/editing/service.ts';
import type { EditionStore } from '../../src/jobs/editing/store.ts';

const now = '2026-05-03T06:20:00.000Z';

interface Shelf {
  draft: Draft<string> | null;
  editions: { key: string; content: string; note: string | null }[];
  active: number;
}

function fakeEditionStore(jobs: Dependencies['jobs']): EditionStore {
  const shelves = new Map<string, Shelf>();
  const of = ({ workspaceId }: Scope, kind: string): Shelf => {
    const shelf = shelves.get(`${workspaceId} ${kind}`) ?? { draft: null, editions: [], active: 0 };
    shelves.set(`${workspaceId} ${kind}`, shelf);
    return shelf;
  };
  const requireDraft = ({ draft }: Shelf, expected: string | null | undefined): void => {
    if (expected !== undefined && (draft?.revision ?? null) !== expected)
      throw new AppError('version_conflict', 'Not that draft.');
  };
  return {
    versionInForce: async (scope, kind) => of(scope, kind).active,
    async get(scope, kind, version) {
      const found = of(scope, kind).editions[version - 1];
      return found ? { version, key: found.key, content: found.content } : null;
    },
    async list(scope, kind) {
      const { editions, active } = of(scope, kind);
      const items = editions.map(({ key, note }, i) => {
        const state = i + 1 === active ? ('active' as const) : ('retired' as const);
        return { version: i + 1, key, note, state, createdAt: now, createdBy: scope.actor };
      });
      return { items: items.reverse(), nextCursor: null };
    },
    draft: async (scope, kind) => of(scope, kind).draft,
    async putDraft(scope, kind, content, expected) {
      const shelf = of(scope, kind);
      requireDraft(shelf, expected);
      const revision = randomUUID().replaceAll('-', '');
      shelf.draft = { content, revision, updatedAt: now, updatedBy: scope.actor };
      return shelf.draft;
    },
    async dropDraft(scope, kind, expected) {
      const shelf = of(scope, kind);
      requireDraft(shelf, expected);
      const dropped = shelf.draft !== null;
      shelf.draft = null;
      return dropped;
    },
    async publish(scope, kind, revision, edition, { backfill }) {
      const shelf = of(scope, kind);
      requireDraft(shelf, revision);
      shelf.editions.push(edition);
      Object.assign(shelf, { draft: null, active: shelf.editions.length });
      return {
        version: shelf.active,
        key: edition.key,
        job: backfill ? await jobs.startReanalysis(scope, {}) : null,
      };
    },
    async rollback(scope, kind, { version, key }, { backfill }) {
      of(scope, kind).active = version;
      return { version, key, job: backfill ? await jobs.startReanalysis(scope, {}) : null };
    },
  };
}

export function fakeEditing(jobs: Dependencies['jobs'], shippedTaxonomy: Taxonomy) {
  const options = {
    store: fakeEditionStore(jobs),
    startPreview: (scope: Scope) => jobs.startSample(scope),
    onQueued() {},
  };
  const keyOf = ({ id, version }: Taxonomy): string => `${id}@${version}`;
  const taxonomyRules: EditionRules<TaxonomyContent, Taxonomy> = {
    kind: 'taxonomy',
    check: readTaxonomy,
    places: leafPlaces,
    shipped: async () => ({ key: keyOf(shippedTaxonomy), content: shippedTaxonomy }),
    seal(draft, before) {
      const content = withHistory(draft, before);
      const sealed = { ...content, version: taxonomyVersion(content) };
      return { key: keyOf(sealed), content: sealed };
    },
  };
  const lexiconRules: EditionRules<Lexicon, Lexicon> = {
    kind: 'lexicon',
    check: (value) => checkLexicon(value as Lexicon),
    places: () => [],
    shipped: async () => ({ key: 'words@shipped', content: noLexicon }),
    seal: (content) => ({ key: `words@${contentHash(content)}`, content }),
  };
  return { taxonomies: createEditing(options, taxonomyRules), lexicons: createEditing(options, lexiconRules) };
}
