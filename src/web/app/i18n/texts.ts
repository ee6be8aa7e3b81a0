import i18next from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { preferences } from '../preferences.ts';
import type { en } from './en.ts';
import type { en as miningEn } from './mining/en.ts';

export const languages = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' } as const;

/** The words of the app. Every language has every key, which the types make sure of. */
export type Texts = typeof en;
export type MiningTexts = typeof miningEn;
export type TextKey = keyof Texts | keyof MiningTexts;

const loaders: Record<string, () => Promise<Texts>> = {
  'zh-CN': async () => (await import('./zhCN.ts')).zhCN,
  'zh-TW': async () => (await import('./zhTW.ts')).zhTW,
  en: async () => (await import('./en.ts')).en,
};

/** Words of single pages, fetched with the first page that needs them. */
const pageLoaders = {
  /** Topics and keywords. */
  mining: {
    'zh-CN': async () => (await import('./mining/zhCN.ts')).zhCN,
    'zh-TW': async () => (await import('./mining/zhTW.ts')).zhTW,
    en: async () => (await import('./mining/en.ts')).en,
  },
} satisfies Record<string, Record<keyof typeof languages, () => Promise<Record<string, string>>>>;
const needed = new Set<keyof typeof pageLoaders>();

async function loadPage(page: keyof typeof pageLoaders, language: string): Promise<void> {
  const load = pageLoaders[page][language as keyof typeof languages] ?? pageLoaders[page]['zh-CN'];
  i18next.addResourceBundle(language, 'translation', await load(), true);
}

/** What a page is made of, with its words. */
export async function withTexts<T>(page: keyof typeof pageLoaders, load: Promise<T>): Promise<T> {
  needed.add(page);
  const [loaded] = await Promise.all([load, loadPage(page, i18next.language)]);
  return loaded;
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: preferences().language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    // React makes text of whatever comes.
    interpolation: { escapeValue: false },
  });
  await changeLanguage(preferences().language);
}

/** Fetches the words of a language, and speaks it. */
export async function changeLanguage(language: string): Promise<void> {
  const load = loaders[language] ?? loaders['zh-CN'];
  i18next.addResourceBundle(language, 'translation', await load(), true);
  await Promise.all([...needed].map((page) => loadPage(page, language)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** `t(key)`, and numbers and dates as the language writes them; the same functions until the language changes. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(
    () => ({
      language,
      t: (key: TextKey, values?: Record<string, string | number>): string => t(key, values ?? {}),
      number: (value: number, digits = 0): string =>
        new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
      percent: (value: number, digits = 1): string =>
        new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(value),
      date: (value: string): string =>
        new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(value)),
      time: (value: string): string =>
        new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value)),
    }),
    [t, language],
  );
}
