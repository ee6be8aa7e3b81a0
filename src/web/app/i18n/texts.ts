import i18next from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { preferences } from '../preferences.ts';
import type { AlertsKey } from './alerts.ts';
import type { BackgroundWorkKey } from './backgroundWork.ts';
import type { DataQualityKey } from './dataQuality.ts';
import type { EditingKey } from './editing.ts';
import type { en } from './en.ts';
import type { ErasureKey } from './erasure.ts';
import type { FailuresKey } from './failures.ts';
import type { HistoryKey } from './history.ts';
import type { ImportKey } from './import.ts';
import type { IssuesKey } from './issues.ts';
import type { LexiconKey } from './lexicon.ts';
import type { MentionKey } from './mention.ts';
import type { MiningKey } from './mining.ts';
import type { ModelsKey } from './models.ts';
import type { QualityKey } from './quality.ts';
import type { ReportsKey } from './reports.ts';
import type { ReviewKey } from './review.ts';
import type { RulesKey } from './rules.ts';
import type { StatisticsKey } from './statistics.ts';
import type { WebhookEventsKey } from './webhookEvents.ts';
import type { WorkspaceKey } from './workspace.ts';

export const languages = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' } as const;

/** The words of the frame and of the first pages. Every language has every key, which the types make sure of. */
export type Texts = typeof en;
/** Words of a page that is fetched when it is opened: key → text by language. */
type PageTexts<Key extends string> = Record<keyof typeof languages, Record<Key, string>>;
export type TextKey =
  | keyof Texts
  | AlertsKey
  | BackgroundWorkKey
  | DataQualityKey
  | EditingKey
  | ErasureKey
  | FailuresKey
  | HistoryKey
  | ImportKey
  | IssuesKey
  | LexiconKey
  | MentionKey
  | MiningKey
  | ModelsKey
  | QualityKey
  | ReportsKey
  | ReviewKey
  | RulesKey
  | StatisticsKey
  | WebhookEventsKey
  | WorkspaceKey;

const loaders: Record<string, () => Promise<Texts>> = {
  'zh-CN': async () => (await import('./zhCN.ts')).zhCN,
  'zh-TW': async () => (await import('./zhTW.ts')).zhTW,
  en: async () => {
    const [{ en }, { one }] = await Promise.all([import('./en.ts'), import('./one.ts')]);
    return { ...en, ...Object.fromEntries(Object.entries(one).map(([key, text]) => [`${key}_one`, text])) };
  },
};

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

/** Makes the words of a page known; called once, where the page's words are. */
export function addTexts<Key extends string>(texts: PageTexts<Key>): void {
  for (const [language, words] of Object.entries(texts)) i18next.addResourceBundle(language, 'translation', words);
}

/** Fetches the words of a language, and speaks it. */
export async function changeLanguage(language: string): Promise<void> {
  const load = loaders[language] ?? loaders['zh-CN'];
  i18next.addResourceBundle(language, 'translation', await load());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** What rounds to nothing has no sign. */
const plain = { signDisplay: 'negative' } as const;

/** Has the language choose between one and many by `n`, which comes as a number or as it is written. */
function counted(values: Record<string, string | number> = {}): Record<string, string | number> {
  return 'n' in values ? { ...values, count: String(values.n) === '1' ? 1 : 2 } : values;
}

/** `t(key)`, and numbers and dates as the language writes them; the same functions until the language changes. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(
    () => ({
      language,
      t: (key: TextKey, values?: Record<string, string | number>): string => t(key, counted(values)),
      list: (values: string[]): string => values.join(language === 'en' ? ', ' : '、'),
      number: (value: number, digits = 0): string =>
        new Intl.NumberFormat(language, { ...plain, maximumFractionDigits: digits }).format(value),
      percent: (value: number, digits = 1): string =>
        new Intl.NumberFormat(language, { ...plain, style: 'percent', maximumFractionDigits: digits }).format(value),
      date: (value: string): string =>
        new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(value)),
      time: (value: string): string =>
        new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value)),
    }),
    [t, language],
  );
}
