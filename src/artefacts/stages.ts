import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, Result } from '../errors.ts';
import type { Stages } from '../feedback/analyse.ts';
import type { Edition } from '../feedback/analysed.ts';
import type { Versions } from '../feedback/analysis.ts';
import { explainConflict, judgeConflict } from '../feedback/conflict.ts';
import type { ConflictModel } from '../feedback/conflictOdds.ts';
import type { Lexicon } from '../feedback/lexicon.ts';
import { createTagger } from '../feedback/tag.ts';
import type { Taxonomy } from '../feedback/taxonomy.ts';
import type { TermRules } from '../feedback/topics/terms.ts';
import { createCategoriser } from '../text/classify/categories.ts';
import { createWatchWords } from '../text/sentiment/denial.ts';
import { compileLexicon } from '../text/sentiment/lexicon.ts';
import { type SentimentParameters, sentimentModel } from '../text/sentiment/model.ts';
import { createSentiment } from '../text/sentiment/sentiment.ts';
import { loadDomainModel } from './domainModel.ts';
import { createEditions } from './editions.ts';
import { loadBackgroundIdf } from './frequencies.ts';
import { loadRowKernel } from './kernels.ts';
import { loadLabelCues } from './labelCues.ts';
import { createMemory } from './memory.ts';
import { loadModel } from './models.ts';
import { createOwnWords, type ShippedWords } from './ownWords.ts';
import { packageRoot } from './paths.ts';
import type { SegmenterName } from './segmenters.ts';
import { loadSentimentEntries } from './sentimentLexicon.ts';
import { createStemmer } from './stemmer.ts';
import { loadTaggingModel } from './taggingModel.ts';
import { loadTaxonomies } from './taxonomies.ts';
import { loadTextTools } from './text.ts';
import { readWords } from './wordList.ts';
import { createWorkspaceModels } from './workspaceModels.ts';

export interface ArtefactOptions {
  segmenter: SegmenterName;
  /** The package's own when absent. */
  lexiconDir?: string;
  modelsDir?: string;
  /** Where the models of workspaces are; none when absent. */
  workspaceModelsDir?: string;
}

export interface LoadedStages extends Stages {
  /** What workspaces have published, for the tasks to come; it takes the place of what was opened before. */
  open(editions: readonly Edition[]): void;
  taxonomies: Taxonomy[];
  /** Conflicts are flagged from this score on where a workspace has not chosen its own. */
  conflictThreshold: number;
  /** How comments are read for topic models. */
  termRules: Pick<TermRules, 'stopWords' | 'stem'>;
}

/** Loads and verifies all lexicons and models and makes the stages of the analysis. All problems are listed. */
export async function loadStages(options: ArtefactOptions): Promise<Result<LoadedStages>> {
  const lexiconDir = options.lexiconDir ?? join(packageRoot, 'lexicons');
  const modelsDir = options.modelsDir ?? join(packageRoot, 'models');
  const text = loadTextTools(lexiconDir, options.segmenter, modelsDir);
  const problems: Problem[] = text.ok ? [] : [...text.problems];
  const take = <T>(result: Result<T>): T => {
    if (result.ok) return result.value;
    problems.push(...result.problems);
    // Nothing is made of it: with a problem in the list the stages are not built.
    return undefined as T;
  };
  const entries = take(loadSentimentEntries(lexiconDir, text.ok ? text.value.fold : (word) => word));
  const sentiment = take(loadModel<SentimentParameters>(modelsDir, 'sentiment'));
  const conflict = take(loadModel<ConflictModel>(modelsDir, 'conflict'));
  const labelCues = take(loadLabelCues(lexiconDir));
  const domain = take(loadDomainModel(modelsDir));
  const tagging = take(loadTaggingModel(modelsDir));
  const bridges = take(readWords(join(lexiconDir, 'alerts', 'bridges.txt')));
  const stopWords = take(readWords(join(lexiconDir, 'stop-words.txt')));
  const background = take(loadBackgroundIdf(modelsDir, stopWords ?? new Set()));
  const taxonomies = take(await loadTaxonomies(join(lexiconDir, 'taxonomies')));
  if (problems.length > 0 || !text.ok) return { ok: false, problems };

  const kernel = loadRowKernel();
  const domainsOf = createCategoriser(domain.model, kernel);
  const tagger = createTagger({
    cues: labelCues,
    leafModel: tagging.model,
    kernel,
    fold: text.value.fold,
  });
  const versions = {
    engine: engineVersion(),
    lexicon: folderHash(lexiconDir),
    model: [sentiment.id, conflict.id, domain.id, tagging.id, background.id].join(' '),
    segmenter: text.value.segmenterId,
    frequencies: 'background',
    taxonomy: '-',
  };
  const shipped = new Map(taxonomies.map((taxonomy) => [taxonomy.id, tagger.prepare(taxonomy)]));
  const shippedKeys = new Map(taxonomies.map(({ id, version }) => [id, `${id}@${version}`]));
  const editions = createEditions();
  const ownTaxonomy = editions.compiled((content) => tagger.prepare(JSON.parse(content) as Taxonomy));
  const preparedFor = (taxonomy: string) => shipped.get(taxonomy) ?? ownTaxonomy(taxonomy);
  const words: ShippedWords = {
    text: text.value,
    entries,
    sentiment: {
      model: sentimentModel(sentiment.manifest.parameters, sentiment.files.get('weights.bin') ?? new Uint8Array()),
      kinds: { names: domain.model.categories, read: domainsOf },
    },
    keywords: { idf: background.idf, stem: createStemmer() },
  };
  // One object for all analyses that share it: it travels once.
  const versionsOf = createMemory((names: string): Versions => {
    const [taxonomy, lexicon] = names.split(' ');
    return { ...versions, taxonomy, lexicon: lexicon ? `${versions.lexicon} ${lexicon}` : versions.lexicon };
  }, 64);
  let last: { taxonomy: string; lexicon: string; all: Versions } | null = null;
  const workspaceModels = createWorkspaceModels(options.workspaceModelsDir);
  return {
    ok: true,
    value: {
      read: text.value.read,
      ownWords: editions.compiled((content) => createOwnWords(words, JSON.parse(content) as Lexicon)),
      lettersOf: text.value.fold.letters,
      sentiment: createSentiment({ ...words.sentiment, lexicon: compileLexicon(entries) }),
      watch: { ...createWatchWords(entries, bridges, text.value.fold), fold: text.value.fold },
      adaptation: workspaceModels.adaptation,
      leafCorrections: workspaceModels.leafCorrections,
      conflictCorrection: workspaceModels.conflictCorrection,
      open: editions.open,
      label: (document, reading, taxonomy, corrections) =>
        tagger.label(document, reading, preparedFor(taxonomy), corrections),
      explainLeaves: (document, reading, taxonomy, corrections) =>
        tagger.explain(document, reading, preparedFor(taxonomy), corrections),
      weigh: (document, reading, codes) => tagger.weigh(document, reading, preparedFor(tagging.model.taxonomy), codes),
      judgeConflict: (comment, document, reading, settings) =>
        judgeConflict(conflict.manifest.parameters, comment, document, reading, settings),
      explainConflict: (comment, document, reading, settings) =>
        explainConflict(conflict.manifest.parameters, comment, document, reading, settings),
      keywords: words.keywords,
      versions({ taxonomy, lexicon = '', model }) {
        // Of a batch most ask for the same.
        if (last === null || taxonomy !== last.taxonomy || lexicon !== last.lexicon) {
          const all = versionsOf(`${shippedKeys.get(taxonomy) ?? taxonomy} ${lexicon}`);
          last = { taxonomy, lexicon, all };
        }
        const { all } = last;
        const own = workspaceModels.idOf(model);
        return own === null ? all : { ...all, model: `${all.model} ${own}` };
      },
      taxonomies,
      conflictThreshold: conflict.manifest.parameters.threshold,
      termRules: { stopWords, stem: createStemmer() },
    },
  };
}

function engineVersion(): string {
  const { name, version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return `${name}@${version}`;
}

/** Short hash over all word lists; the taxonomies have versions of their own. */
function folderHash(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.txt')) hash.update(name).update(readFileSync(join(dir, name)));
  return hash.digest('hex').slice(0, 12);
}
