import type { TextKey } from '../i18n/texts.ts';

/** Fields of the filter bar and of comments, which have no label of their own. */
const known: Record<string, TextKey> = {
  from: 'from',
  to: 'to',
  beforeFrom: 'from',
  beforeTo: 'to',
  ratingMin: 'ratingFrom',
  ratingMax: 'ratingTo',
  text: 'term',
  rating: 'rating',
  channel: 'channel',
  source: 'source',
  language: 'commentLanguage',
  label: 'label',
};

/**
 * A field as the page names it, null where it does not. A pointer into the body or the query has the names that forms
 * give their fields, and Ant Design makes of these the ids that labels stand for.
 */
export function fieldNamed(
  pointer: string,
  t: (key: TextKey, values?: Record<string, string | number>) => string,
): string | null {
  const path = pointer
    .replace(/^\/(?:query\/)?/, '')
    .split('/')
    .map(unescaped);
  const names = path.filter((part) => !isIndex(part));
  const name = [names.join('_'), ...names.toReversed()].map((id) => labelOf(id) ?? keyed(id, t)).find(Boolean);
  if (!name) return null;
  const index = path.findLast(isIndex);
  return index === undefined ? name : t('failureNth', { field: name, at: Number(index) + 1 });
}

function keyed(id: string, t: (key: TextKey) => string): string | null {
  return Object.hasOwn(known, id) ? t(known[id]!) : null;
}

/** The last one: a dialog stands behind the page in the document. */
function labelOf(id: string): string | null {
  return [...document.querySelectorAll(`label[for="${CSS.escape(id)}"]`)].at(-1)?.textContent || null;
}

function isIndex(part: string): boolean {
  return /^\d+$/.test(part);
}

/** RFC 6901. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
