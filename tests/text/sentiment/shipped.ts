import { join } from 'node:path';
import { loadModel } from '../../../src/artefacts/models.ts';
import { packageRoot } from '../../../src/artefacts/paths.ts';
import { loadSentimentEntries } from '../../../src/artefacts/sentimentLexicon.ts';
import { compact } from '../../../src/text/fold/compact.ts';
import { compileLexicon } from '../../../src/text/sentiment/lexicon.ts';
import { type SentimentParameters, sentimentModel } from '../../../src/text/sentiment/model.ts';
import { createSentiment } from '../../../src/text/sentiment/sentiment.ts';
import { lexiconDir, realTools } from '../tools.ts';

/** The stage as shipped, with the reading of one text. */
export function shippedSentiment() {
  const tools = realTools();
  const entries = loadSentimentEntries(lexiconDir, tools.fold);
  const loaded = loadModel<SentimentParameters>(join(packageRoot, 'models'), 'sentiment');
  if (!entries.ok || !loaded.ok) throw new Error(JSON.stringify([entries, loaded]));
  const bytes = loaded.value.files.get('weights.bin')!;
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const model = sentimentModel(loaded.value.manifest.parameters, weights);
  const lexicon = compileLexicon(entries.value);
  const sentiment = createSentiment({ model, lexicon });
  const documentOf = (text: string) => tools.read(compact(text)?.text ?? text);
  return { documentOf, sentiment, model, lexicon, read: (text: string) => sentiment.read(documentOf(text)) };
}
