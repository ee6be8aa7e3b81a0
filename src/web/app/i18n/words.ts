import { addTexts } from './texts.ts';

/** Each in English, 简体中文 and 繁體中文. */
export type Words = Record<string, [en: string, zhCN: string, zhTW: string]>;

/** Adds the words of a page that is fetched when it is opened. */
export function addWords(words: Words): void {
  const inLanguage = (at: 0 | 1 | 2): Record<string, string> =>
    Object.fromEntries(Object.entries(words).map(([key, texts]) => [key, texts[at]]));
  addTexts({ en: inLanguage(0), 'zh-CN': inLanguage(1), 'zh-TW': inLanguage(2) });
}
