/** Whose words are to go. Either an author, or comments by the ids that the upstream gave them. */
export interface ErasureSubject {
  author?: string | undefined;
  externalIds?: string[] | undefined;
  /** Of the external ids; absent: of any source. */
  source?: string | undefined;
}

export interface Erasure {
  id: string;
  jobId: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Comments that were there, and that are gone; null until it has ended. */
  found: number | null;
  erased: number | null;
  createdAt: string;
  endedAt: string | null;
}

/** The balance at the end: `found` is what was there at the beginning. */
export interface ErasureResult {
  found: number;
  erased: number;
  /** Lists, filters, answers and results that named the subject and no longer do. */
  documents: number;
  /** Rows of rejected imports. */
  rejectedRows: number;
  /** Files that failed imports had kept for another try. */
  uploads: number;
  /** The training without the erased comments; null: none was wanted or none is due. */
  trainingJobId: string | null;
}

/** What stands in the place of a name that was erased. */
export const erasedName = '—';

/**
 * The same JSON without the subject: entries of lists that are about one of its comments are gone, and its name is replaced.
 * Answers the value itself when there is nothing to do.
 */
export function withoutSubject(value: unknown, { author, externalIds }: ErasureSubject): unknown {
  const external = new Set(externalIds ?? []);
  const isName = (text: string): boolean => text === author || external.has(text);
  const isAbout = (entry: unknown): boolean =>
    typeof entry === 'object' &&
    entry !== null &&
    (('author' in entry && typeof entry.author === 'string' && isName(entry.author)) ||
      ('externalId' in entry && typeof entry.externalId === 'string' && external.has(entry.externalId)));

  function clean(inner: unknown): unknown {
    if (typeof inner === 'string') return isName(inner) ? erasedName : inner;
    if (Array.isArray(inner)) {
      const kept = inner.filter((entry) => !isAbout(entry)).map(clean);
      return kept.length === inner.length && kept.every((entry, i) => entry === inner[i]) ? inner : kept;
    }
    if (typeof inner !== 'object' || inner === null) return inner;
    const entries = Object.entries(inner).map(([name, part]) => [name, part, clean(part)] as const);
    if (entries.every(([, part, cleaned]) => part === cleaned)) return inner;
    return Object.fromEntries(entries.map(([name, , cleaned]) => [name, cleaned]));
  }
  return clean(value);
}
