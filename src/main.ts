/** The wiring of the service: configuration → artefacts → store → jobs → HTTP. Only the command `serve` runs it. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { packageRoot } from './artefacts/paths.ts';
import { contentHash, taxonomyVersion } from './artefacts/taxonomies.ts';
import { readTaxonomy } from './artefacts/taxonomyShape.ts';
import { loadWorkspaceModel } from './artefacts/workspaceModels.ts';
import { type Config, requireConfig } from './config.ts';
import { AppError, type Result } from './errors.ts';
import type { AnalysisTask, WorkspaceModelRef } from './feedback/analysed.ts';
import { markInvertedScales } from './feedback/invertedScales.ts';
import { checkLexicon, type Lexicon, noLexicon } from './feedback/lexicon.ts';
import { shownParts } from './feedback/shown.ts';
import { createStatistics } from './feedback/statistics/statistics.ts';
import { leafPlaces, type Taxonomy, type TaxonomyContent } from './feedback/taxonomy.ts';
import { withHistory } from './feedback/taxonomyEdit.ts';
import { openExport } from './files/openExport.ts';
import { createOpenImport } from './files/openImport.ts';
import { previewImport } from './files/previewImport.ts';
import { writeReport } from './files/report/writeReport.ts';
import { openSample } from './files/sample.ts';
import { createApp } from './http/app.ts';
import { httpDefaults } from './http/dependencies.ts';
import { JsonText } from './http/json/encode.ts';
import { scanJson } from './http/json/scan.ts';
import { createHttpServer, drain } from './http/server.ts';
import type { AnalysisService, ModelService } from './http/services.ts';
import { createPreview } from './jobs/alerts/preview.ts';
import { startWatching } from './jobs/alerts/watch.ts';
import { analysisTopic, startAnalysis } from './jobs/analysis.ts';
import { createAnalysisPool, type WorkerPool } from './jobs/analysisPool.ts';
import type { EditionRules } from './jobs/editing/service.ts';
import { createEmbeddedQueue } from './jobs/embeddedQueue.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import { startTrainThread, type TrainThread } from './jobs/learning/thread.ts';
import { createProcessRunner } from './jobs/processRunner.ts';
import { createThreadRunner } from './jobs/threadRunner.ts';
import type { TopicReading } from './jobs/topics/messages.ts';
import { startTopicThread, type TopicThread } from './jobs/topics/thread.ts';
import { createAddressCheck } from './jobs/webhooks/address.ts';
import { startDelivering } from './jobs/webhooks/deliver.ts';
import { createSend } from './jobs/webhooks/send.ts';
import { guardEndpoints } from './jobs/webhooks/service.ts';
import type { WorkerDescription } from './jobs/workerMessages.ts';
import { openStore, type Store } from './store/store.ts';

const defaultTaxonomy = 'cx';
const drainMs = 8_000;

/** Starts the service and keeps it running until SIGTERM or SIGINT. Throws `AppError` when it cannot start. */
export async function main(): Promise<void> {
  const config = requireConfig(process.env, availableParallelism());
  const logger = pino({ name: 'huiyin', level: config.logLevel });
  const pool = openPool(config);
  const { analysis, conflictThreshold } = await openAnalysis(pool);
  const store = await openStore({
    dataDir: config.dataDir,
    clock: Date.now,
    searchTerms: pool.searchTerms,
    conflictThreshold,
    onBroken: (error) => {
      // After a failed write nobody knows what is on the disk; a restart finds out.
      logger.fatal({ err: error }, 'the store is broken');
      process.exit(1);
    },
  });
  const setupToken = await setUp(store, config);
  if (setupToken && !isLoopback(config.host)) {
    await store.close();
    throw new AppError(
      'invalid_request',
      'Nobody is admin yet: set the service up on 127.0.0.1 or give HUIYIN_ADMIN_KEY before it listens on other addresses.',
    );
  }

  const uploadDir = join(config.dataDir, 'uploads');
  const queue = createEmbeddedQueue();
  const onError = (error: unknown): void => logger.error({ err: error }, 'background work failed');
  const openImport = createOpenImport({
    mask: config.maskPersonalData,
    ...(config.orderNumberPattern && { orderNumberPattern: config.orderNumberPattern }),
    checkJson: scanJson,
  });
  const statistics = createStatistics(store.statisticsFacts, () => new Date().toISOString().slice(0, 10));
  const jobs = await createJobs({
    queue,
    store,
    openImport,
    openSample: () => openSample(openImport, packageRoot),
    openTopicThread: (reading) => openTopicThread(config, reading),
    openTrainThread: () => openTrainThread(config),
    analyse: pool.analyseToKeep,
    dataDir: config.dataDir,
    uploadDir,
    reportSources: {
      ...store.reportFacts,
      statistics,
      facts: store.statisticsFacts,
      stats: store.stats,
      taxonomy: async (scope) => (await taxonomies.inForce(scope)).content,
      versions: async (scope) => ({ ...analysis.versions(await store.workspaces.readWith(scope)) }),
    },
    clock: Date.now,
    onError,
  });
  const taxonomies = jobs.editing(taxonomyRules(store, analysis));
  const working = startAnalysis({ queue, work: store.work, pool, onError });
  store.whenQueued(() => queue.ring(analysisTopic));
  const checkAddress = createAddressCheck({ allowPrivate: config.privateWebhooks });
  const delivering = startDelivering({
    queue,
    work: store.webhookWork,
    comments: store.comments,
    send: createSend(checkAddress, Date.now),
    onError,
  });

  const watching = startWatching({ queue, watch: store.alertWatch, clock: Date.now, onError });

  const stopping = new AbortController();
  const app = createApp({
    ...store,
    analysis,
    statistics,
    jobs,
    topicDefinitions: { ...store.topicDefinitions, run: jobs.startDefinition },
    alertRules: {
      ...store.alertRules,
      preview: createPreview({ store: store.alertWatch, pool, clock: Date.now }),
    },
    webhooks: guardEndpoints(store.webhooks, checkAddress, queue),
    taxonomies,
    lexicons: jobs.editing(lexiconRules),
    models: createModelService(store, jobs, (model) => loadWorkspaceModel(modelsOf(config), model)),
    topics: {
      ...store.topicRuns,
      start: jobs.startTopics,
      assignments: store.topicAssignments.list,
      crossings: store.topicAssignments.crossings,
      quotes: store.topicComments.quotes,
    },
    reports: { ...store.reports, start: jobs.startReport },
    openExport,
    writeReport,
    previewImport,
    logger,
    stopping: stopping.signal,
    config: {
      ...httpDefaults,
      version: analysis.versions().engine.split('@')[1],
      maskPersonalData: config.maskPersonalData,
      orderNumberPattern: config.orderNumberPattern,
      uploadDir,
      requestsPerMinute: config.rateLimit,
      publicOrigin: config.publicOrigin,
      trustedProxies: config.trustedProxies,
    },
  });
  const server = createHttpServer(app);
  const url = await listen(server, config);
  console.log(`huiyin listens on ${url}`);
  if (setupToken) console.log(`Set it up, once: ${config.publicOrigin ?? url}/setup#token=${setupToken}`);
  console.log(`Load the sample comments at ${url}/ or with: npm run huiyin -- sample --url ${url} --key KEY`);

  await stopSignal(logger);
  await drain(server, stopping, drainMs);
  await jobs.close();
  await working.close();
  await watching.close();
  await delivering.close();
  await queue.close();
  await pool.close();
  await store.close();
}

/** nodejieba is not safe in threads, see docs/decisions/0004-segmenters.md. */
function openPool(config: Config): WorkerPool {
  const { segmenter, workers } = config;
  const workspaceModelsDir = modelsOf(config);
  const file = fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url));
  const create = segmenter === 'nodejieba' ? createProcessRunner : createThreadRunner;
  return createAnalysisPool(create({ file, workers, data: { segmenter, workspaceModelsDir } }));
}

/** One core is left to the service. nodejieba is not safe in threads, so topics are read by the default segmenter then. */
function openTopicThread({ segmenter, workers }: Config, reading?: TopicReading): TopicThread {
  return startTopicThread({
    file: new URL(`./topicWorker${extname(import.meta.url)}`, import.meta.url),
    options: { segmenter: segmenter === 'nodejieba' ? 'jieba' : segmenter },
    workers: Math.max(1, workers - 1),
    ...(reading && { reading }),
  });
}

/** It reads as the workers do, but for nodejieba. */
function openTrainThread(config: Config): TrainThread {
  const { segmenter } = config;
  return startTrainThread({
    file: new URL(`./trainWorker${extname(import.meta.url)}`, import.meta.url),
    options: { segmenter: segmenter === 'nodejieba' ? 'jieba' : segmenter, workspaceModelsDir: modelsOf(config) },
  });
}

/** Where the models of workspaces are. */
function modelsOf({ dataDir }: Config): string {
  return resolve(dataDir, 'models');
}

/** Waits until the workers have loaded everything and have read a first comment. */
async function openAnalysis(pool: WorkerPool): Promise<{ analysis: AnalysisService; conflictThreshold: number }> {
  const described: WorkerDescription = await pool.describe().catch((cause) => {
    throw new AppError('not_ready', 'The analysis workers do not start.', { cause });
  });
  if (!described.ok) {
    const problems = described.problems.map((detail) => ({ code: 'file_unreadable' as const, detail }));
    throw new AppError('not_ready', 'The lexicons or models are not sound.', { problems });
  }
  const { taxonomies, versions, conflictThreshold: shippedThreshold } = described;
  const first: AnalysisTask = {
    id: 'first',
    comment: { source: 'start', text: '物流很快', ratingScale: { min: 1, max: 5 }, masked: [] },
    taxonomy: defaultTaxonomy,
  };
  const [outcome] = await pool.analyseToShow([first]);
  if (!outcome.ok) throw new AppError('not_ready', `The first comment could not be analysed: ${outcome.failure}`);
  const analysis: AnalysisService = {
    async analyse(comments, { readWith, ids, conflictThreshold }) {
      const tasks = comments.map((comment, i) => ({ id: ids[i], comment, ...readWith, conflictThreshold }));
      const outcomes = await pool.analyseToShow(tasks);
      const results = outcomes.map((result) => (result.ok ? result.analysis : { failure: result.failure }));
      return markInvertedScales(comments, results).map((result) =>
        'failure' in result ? result : new JsonText(shownParts(result)),
      );
    },
    explain: async (comment, { readWith, calibration }) =>
      new JsonText([await pool.explain({ id: 'explain', comment, ...readWith, ...(calibration && { calibration }) })]),
    versions({ taxonomy, lexicon: own } = { taxonomy: defaultTaxonomy }) {
      const { lexicon, ...shipped } = versions[defaultTaxonomy];
      return {
        ...shipped,
        lexicon: own === undefined ? lexicon : `${lexicon} ${own}`,
        taxonomy: versions[taxonomy]?.taxonomy ?? taxonomy,
      };
    },
    taxonomies: () => taxonomies,
    ready: () => true,
  };
  return { analysis, conflictThreshold: shippedThreshold };
}

const lexiconRules: EditionRules<Lexicon, Lexicon> = {
  kind: 'lexicon',
  // The shape is that of the route.
  check: (value) => checkLexicon(value as Lexicon),
  places: () => [],
  shipped: async () => ({ key: 'words@shipped', content: noLexicon }),
  seal: (content) => ({ key: `words@${contentHash(content)}`, content }),
};

/** Of the workspace's own taxonomies. */
function taxonomyRules(store: Store, analysis: AnalysisService): EditionRules<TaxonomyContent, Taxonomy> {
  const keyOf = ({ id, version }: Taxonomy): string => `${id}@${version}`;
  return {
    kind: 'taxonomy',
    check: readTaxonomy,
    places: leafPlaces,
    async shipped(scope) {
      const { taxonomy } = await store.workspaces.get(scope);
      const content = analysis.taxonomies().find(({ id }) => id === taxonomy);
      if (!content) throw new AppError('unknown_taxonomy', `There is no taxonomy "${taxonomy}" any more.`);
      return { key: keyOf(content), content };
    },
    seal(draft, before) {
      const { version: _, ...content } = withHistory(draft, before) as Taxonomy;
      const sealed = { ...content, version: taxonomyVersion(content) };
      return { key: keyOf(sealed), content: sealed };
    },
  };
}

/** A model is promoted only when its files are sound. */
function createModelService(
  store: Store,
  jobs: Jobs,
  load: (model: WorkspaceModelRef) => Result<unknown>,
): ModelService {
  const { models, topicComments } = store;
  return {
    list: models.list,
    get: models.get,
    active: models.active,
    train: jobs.startTraining,
    quotes: topicComments.quotes,
    plan: models.plan,
    async rollback(scope, version, reanalyse) {
      const rolledBack = await models.rollback(scope, version, reanalyse);
      jobs.look();
      return rolledBack;
    },
    async promote(scope, version, reanalyse) {
      if ((await models.get(scope, version)) === null) return null;
      const loaded = load({ workspaceId: scope.workspaceId, version });
      if (!loaded.ok) throw new AppError('file_unreadable', 'The files of this model are not sound.', loaded);
      const promoted = await models.promote(scope, version, reanalyse);
      jobs.look();
      return promoted;
    },
  };
}

/** Unattended with an admin key; otherwise answers the token of a fresh set-up link, or null when all is set up. */
async function setUp(store: Store, { adminKey }: Config): Promise<string | null> {
  if (adminKey) await store.access.ensureAdminKey(adminKey, { workspace: 'default', taxonomy: defaultTaxonomy });
  return store.access.issueSetupToken();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: actual } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
async function stopSignal(logger: Logger): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve);
  });
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1));
  logger.info({ signal }, 'stopping');
}
