/** Editing of one kind of artefact: a draft, its preview, publishing, and the way back. */
import { AppError, type Problem, type Result } from '../../errors.ts';
import type { Draft, EditionHead, EditionKind, InForce, PutInForce } from '../../feedback/edition.ts';
import type { Job, Page, PageRequest, Scope } from '../../feedback/read.ts';
import type { LeafPlace } from '../../feedback/taxonomy.ts';
import type { PreviewInput } from './preview.ts';
import type { EditionStore } from './store.ts';

/** What is particular to a kind. `Content` is as people write it, `Sealed` as it is published. */
export interface EditionRules<Content, Sealed extends Content> {
  kind: EditionKind;
  /** Checks what somebody wrote; pointers are into it. */
  check(value: unknown): Result<Content>;
  /** What the workspace has while nothing of its own is in force. */
  shipped(scope: Scope): Promise<{ key: string; content: Sealed }>;
  /** The draft as the next version after the one in force. */
  seal(content: Content, before: Sealed): { key: string; content: Sealed };
  places(content: Sealed): LeafPlace[];
}

const mostKept = 32;

export interface EditingOptions {
  store: EditionStore;
  startPreview(scope: Scope, input: PreviewInput): Promise<Job>;
  /** A job was queued together with what came into force. */
  onQueued(): void;
}

export function createEditing<Content, Sealed extends Content>(
  { store, startPreview, onQueued }: EditingOptions,
  rules: EditionRules<Content, Sealed>,
) {
  const { kind } = rules;

  /** Published versions never change, so the last ones are read once. */
  const kept = new Map<string, InForce<Sealed>>();

  async function at(scope: Scope, version: number): Promise<InForce<Sealed> | null> {
    if (version === 0) return { version, ...(await rules.shipped(scope)) };
    const name = `${scope.workspaceId} ${version}`;
    const known = kept.get(name);
    if (known) return known;
    const found = await store.get(scope, kind, version);
    if (!found) return null;
    const edition = { ...found, content: JSON.parse(found.content) as Sealed };
    kept.set(name, edition);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    return edition;
  }

  async function inForce(scope: Scope): Promise<InForce<Sealed>> {
    const found = await at(scope, await store.versionInForce(scope, kind));
    if (!found) throw new AppError('internal', 'the version in force is not there');
    return found;
  }

  async function draft(scope: Scope): Promise<Draft<Content> | null> {
    const found = await store.draft(scope, kind);
    return found && { ...found, content: JSON.parse(found.content) as Content };
  }

  /** Stores what is sound. `expected`: see `EditionStore.putDraft`. Throws with all problems. */
  async function put(scope: Scope, value: unknown, expected: string | null | undefined): Promise<Draft<Content>> {
    const checked = rules.check(value);
    if (!checked.ok) throw refused(checked.problems);
    const stored = await store.putDraft(scope, kind, JSON.stringify(checked.value), expected);
    return { ...stored, content: checked.value };
  }

  async function requireDraft(scope: Scope, expected: string | null | undefined): Promise<Draft<Content>> {
    const found = await draft(scope);
    if (!found) throw new AppError('state_conflict', 'There is no draft.', { reason: 'no_draft' });
    if (expected !== undefined && expected !== found.revision)
      throw new AppError('version_conflict', 'The draft has changed since it was read.');
    return found;
  }

  return {
    at,
    inForce,
    draft,
    put,
    list: (scope: Scope, page: PageRequest): Promise<Page<EditionHead>> => store.list(scope, kind, page),
    discard: (scope: Scope, expected: string | undefined): Promise<boolean> => store.dropDraft(scope, kind, expected),

    /** A job that reads stored comments with what is in force and with the draft. Throws `state_conflict` without a draft. */
    async preview(scope: Scope, { comments }: { comments: number }): Promise<Job> {
      const { content } = await requireDraft(scope, undefined);
      const sealed = rules.seal(content, (await inForce(scope)).content);
      return startPreview(scope, {
        kind,
        comments,
        edition: { key: sealed.key, content: JSON.stringify(sealed.content) },
      });
    },

    /** Throws `state_conflict` without a draft, `version_conflict` when it, or what is in force, is another by now. */
    async publish(
      scope: Scope,
      { expected, note, backfill }: { expected: string | null | undefined; note: string | null; backfill: boolean },
    ): Promise<PutInForce> {
      const { revision, content } = await requireDraft(scope, expected);
      // What was sound when it was written may not be any more: the rules of this version of the service count.
      const checked = rules.check(content);
      if (!checked.ok) throw refused(checked.problems);
      const before = await inForce(scope);
      const sealed = rules.seal(checked.value, before.content);
      const done = await store.publish(
        scope,
        kind,
        revision,
        { key: sealed.key, content: JSON.stringify(sealed.content), note },
        { from: before.version, places: rules.places(sealed.content), backfill },
      );
      if (done.job) onQueued();
      return done;
    },

    /** Puts a version in force again, 0: what ships with the service. Null when there is none. */
    async rollback(
      scope: Scope,
      { version, backfill }: { version: number; backfill: boolean },
    ): Promise<PutInForce | null> {
      const from = await store.versionInForce(scope, kind);
      if (from === version) throw new AppError('state_conflict', 'This version is in force.', { reason: 'in_force' });
      const to = await at(scope, version);
      if (!to) return null;
      const places = version === 0 ? [] : rules.places(to.content);
      const done = await store.rollback(scope, kind, to, { from, places, backfill });
      if (done.job) onQueued();
      return done;
    },
  };
}

function refused(problems: Problem[]): AppError {
  const codes = new Set(problems.map(({ code }) => code));
  const detail = problems.length === 1 ? problems[0].detail : `${problems.length} things are wrong with it.`;
  return new AppError(codes.size === 1 ? problems[0].code : 'invalid_format', detail, { problems });
}
