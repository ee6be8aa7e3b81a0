import { type VocabularyRules, vocabularyDefaults } from '../../text/vectorise/corpus.ts';
import type { PartOfSpeech } from '../../text/vectorise/speech.ts';

const rareShare = 1 / 2000;
const phrases = { minCount: 10, minNpmi: 0.5 };

/**
 * The vocabulary of a run over so many comments: few comments keep rarer words. With `words`, of these parts of speech, as
 * `partOf` knows them.
 */
export function vocabularyFor(
  comments: number,
  words?: readonly PartOfSpeech[],
  partOf?: (word: string) => PartOfSpeech,
): VocabularyRules {
  const minDocuments = Math.min(vocabularyDefaults.minDocuments, 1 + Math.ceil(rareShare * comments));
  const rules = { ...vocabularyDefaults, minDocuments, phrases };
  return words && partOf ? { ...rules, keep: (word) => words.includes(partOf(word)) } : rules;
}
