import { useSyncExternalStore } from 'react';

/** What a person chose for this browser. */
export interface Preferences {
  dark: boolean;
  language: string;
}

const storageKey = 'preferences';
const listeners = new Set<() => void>();
let current: Preferences = read();

function read(): Preferences {
  const defaults = { dark: matchMedia('(prefers-color-scheme: dark)').matches, language: preferredLanguage() };
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>) };
  } catch {
    return defaults;
  }
}

function preferredLanguage(): string {
  for (const language of navigator.languages) {
    if (/^zh-(TW|HK|MO|Hant)/i.test(language)) return 'zh-TW';
    if (/^zh/i.test(language)) return 'zh-CN';
    if (/^en/i.test(language)) return 'en';
  }
  return 'zh-CN';
}

export const preferences = (): Preferences => current;

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  localStorage.setItem(storageKey, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}
