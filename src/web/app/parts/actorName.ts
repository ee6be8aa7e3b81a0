import type { TextKey } from '../i18n/texts.ts';

const known = { key: 'key', user: 'login' } as const satisfies Record<string, TextKey>;
const shownEnd = 6;

/** Who did something, as the API names him (`key:<id>`, `user:<id>`, …), where it knows no name: what he is, and the end of his id. */
export function actorName(actor: string, t: (key: TextKey) => string): string {
  const [kind = '', id] = actor.split(':', 2);
  const what = Object.hasOwn(known, kind) ? known[kind as keyof typeof known] : null;
  return what === null || id === undefined ? actor : `${t(what)} …${id.slice(-shownEnd)}`;
}
