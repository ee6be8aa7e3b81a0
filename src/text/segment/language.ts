import type { LetterCounts } from './scripts.ts';

export type Language = 'zh-Hans' | 'zh-Hant' | 'en' | 'mixed' | 'und';

/** A Chinese word has about 1.6 characters, an English one about 4.5 letters; shares are of words. */
const charactersPerWord = 1.6;
const lettersPerWord = 4.5;
const minorShare = 0.15;

/** Language by the shares of the scripts. Other scripts than Han and Latin in the majority: `und`. */
export function detectLanguage(counts: LetterCounts): Language {
  const chinese = counts.han / charactersPerWord;
  const english = counts.latin / lettersPerWord;
  const total = chinese + english;
  if (total === 0 || counts.other > counts.han + counts.latin) return 'und';
  if (chinese / total < minorShare) return 'en';
  if (english / total > minorShare) return 'mixed';
  return counts.traditional > counts.simplified ? 'zh-Hant' : 'zh-Hans';
}
