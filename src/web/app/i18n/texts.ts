import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { preferences } from '../preferences.ts';
import { en } from './en.ts';
import { zhCN } from './zhCN.ts';
import { zhTW } from './zhTW.ts';

export const languages = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' } as const;

/** The words of the app. Every language has every key, which the types make sure of. */
export type Texts = typeof en;
export type TextKey = keyof Texts;

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN }, 'zh-TW': { translation: zhTW } },
    lng: preferences().language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    // React makes text of whatever comes.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}

export function changeLanguage(language: string): void {
  void i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** `t(key)`, and numbers and dates as the language writes them. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return {
    language,
    t: (key: TextKey, values?: Record<string, string | number>): string => t(key, values ?? {}),
    number: (value: number, digits = 0): string =>
      new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    percent: (value: number, digits = 1): string =>
      new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(value),
    date: (value: string): string => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(value)),
    time: (value: string): string =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value)),
  };
}
