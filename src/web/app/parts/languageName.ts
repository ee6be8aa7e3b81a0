import type { TextKey } from '../i18n/texts.ts';

export const commentLanguages = ['zh-Hans', 'zh-Hant', 'en', 'mixed', 'und'];

/** What the language of a comment is called in the language of the page. */
export function languageName(code: string, t: (key: TextKey) => string, language: string): string {
  if (code === 'und') return t('unknownLanguage');
  return new Intl.DisplayNames([language], { type: 'language' }).of(code === 'mixed' ? 'mul' : code) ?? code;
}
