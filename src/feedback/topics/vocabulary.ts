import { type VocabularyRules, vocabularyDefaults } from '../../text/vectorise/corpus.ts';

const rareShare = 1 / 2000;
const phrases = { minCount: 10, minNpmi: 0.5 };

/** The vocabulary of a run over so many comments: few comments keep rarer words. */
export function vocabularyFor(comments: number): VocabularyRules {
  const minDocuments = Math.min(vocabularyDefaults.minDocuments, 1 + Math.ceil(rareShare * comments));
  return { ...vocabularyDefaults, minDocuments, phrases };
}
