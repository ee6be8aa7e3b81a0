import { join } from 'node:path';
import type { Problem, Result } from '../errors.ts';
import { createTermReader, type TermRules } from '../feedback/topics/terms.ts';
import { compact } from '../text/fold/compact.ts';
import type { PartOfSpeech } from '../text/vectorise/speech.ts';
import { packageRoot } from './paths.ts';
import { loadSpeech } from './speech.ts';
import type { ArtefactOptions } from './stages.ts';
import { createStemmer } from './stemmer.ts';
import { loadTextTools } from './text.ts';
import { readWords } from './wordList.ts';

/** What reads comments for topic models: neither sentiment nor labels, a fifth of what an analysis loads. */
export interface TopicReader {
  /** A reader for one corpus. */
  words(rules: Pick<TermRules, 'synonyms' | 'forms'>): (text: string) => string[];
  /** Loaded when it is asked for. */
  partsOfSpeech(): Result<(word: string) => PartOfSpeech>;
}

export function loadTopicReader(options: ArtefactOptions): Result<TopicReader> {
  const lexiconDir = options.lexiconDir ?? join(packageRoot, 'lexicons');
  const modelsDir = options.modelsDir ?? join(packageRoot, 'models');
  const text = loadTextTools(lexiconDir, options.segmenter, modelsDir);
  const stopWords = readWords(join(lexiconDir, 'stop-words.txt'));
  const problems: Problem[] = [text, stopWords].flatMap((result) => (result.ok ? [] : result.problems));
  if (!text.ok || !stopWords.ok) return { ok: false, problems };
  const rules = { stopWords: stopWords.value, stem: createStemmer() };
  return {
    ok: true,
    value: {
      partsOfSpeech: () => loadSpeech(modelsDir),
      words({ synonyms, forms }) {
        const terms = createTermReader({ ...rules, synonyms, ...(forms && { forms }) });
        return (content) => terms(text.value.read(compact(content)?.text ?? content));
      },
    },
  };
}
