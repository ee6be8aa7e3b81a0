import { join } from 'node:path';
import { loadDomainModel } from '../../../src/artefacts/domainModel.ts';
import { loadModel } from '../../../src/artefacts/models.ts';
import { packageRoot } from '../../../src/artefacts/paths.ts';
import { loadSentimentEntries } from '../../../src/artefacts/sentimentLexicon.ts';
import { createCategoriser } from '../../../src/text/classify/categories.ts';
import { compact } from '../../../src/text/fold/compact.ts';
import { compileLexicon } from '../../../src/text/sentiment/lexicon.ts';
import { type SentimentParameters, sentimentModel } from '../../../src/text/sentiment/model.ts';
import { createSentiment } from '../../../src/text/sentiment/sentiment.ts';
import { lexiconDir, realTools } from '../tools.ts';

/** The stage as shipped, with the reading of one text. */
export function shippedSentiment() {
  const tools = realTools();
  const entries = loadSentimentEntries(lexiconDir, tools.fold);
  const modelsDir = join(packageRoot, 'models');
  const loaded = loadModel<SentimentParameters>(modelsDir, 'sentiment');
  if (!entries.ok || !loaded.ok) throw new Error(JSON.stringify([entries, loaded]));
  const bytes = loaded.value.files.get('weights.bin')!;
  const model = sentimentModel(loaded.value.manifest.parameters, bytes);
  const lexicon = compileLexicon(entries.value);
  const domain = loadDomainModel(modelsDir);
  if (!domain.ok) throw new Error(JSON.stringify(domain));
  const kinds = { names: domain.value.model.categories, read: createCategoriser(domain.value.model) };
  const sentiment = createSentiment({ model, lexicon, kinds });
  const documentOf = (text: string) => tools.read(compact(text)?.text ?? text);
  return { documentOf, sentiment, model, lexicon, kinds, read: (text: string) => sentiment.read(documentOf(text)) };
}
