import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadSentimentEntries } from '../../src/artefacts/sentimentLexicon.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import type { Result } from '../../src/errors.ts';
import type { Document } from '../../src/text/document.ts';
import { compact } from '../../src/text/fold/compact.ts';
import { compileLexicon, type SentimentLexicon } from '../../src/text/sentiment/lexicon.ts';

export interface TrainingTools {
  read(text: string): Document;
  lexicon: SentimentLexicon;
  segmenterId: string;
}

/** The stages before sentiment, as the service runs them. */
export function trainingTools(): TrainingTools {
  const lexicons = join(packageRoot, 'lexicons');
  const tools = orThrow(loadTextTools(lexicons, 'jieba'));
  const lexicon = compileLexicon(orThrow(loadSentimentEntries(lexicons, tools.fold)));
  return { lexicon, segmenterId: tools.segmenterId, read: (text) => tools.read(compact(text)?.text ?? text) };
}

export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(({ detail }) => detail).join('\n'));
}
