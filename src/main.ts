/** The wiring of the service: configuration → artefacts → store → jobs → HTTP. Only the command `serve` runs it. */
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, setPriority } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { manifestHash, placeModelFolder, readModelFolder } from './artefacts/modelFolder.ts';
import { packageRoot, programVersion } from './artefacts/paths.ts';
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
import { type Dependencies, httpDefaults } from './http/dependencies.ts';
import { JsonText } from './http/json/encode.ts';
import { scanJson } from './http/json/scan.ts';
import { createMetrics } from './http/metrics.ts';
import { operationRoutes } from './http/routes/operations.ts';
import { createHttpServer, drain } from './http/server.ts';
import type { AnalysisService, ModelService } from './http/services.ts';
import { createPreview } from './jobs/alerts/preview.ts';
import { startWatching } from './jobs/alerts/watch.ts';
import { analysisTopic, startAnalysis } from './jobs/analysis.ts';
import { createAnalysisPool, type WorkerPool } from './jobs/analysisPool.ts';
import { createBackground } from './jobs/background.ts';
import { createBullQueue } from './jobs/bullQueue.ts';
import type { EditionRules } from './jobs/editing/service.ts';
import { createEmbeddedQueue } from './jobs/embeddedQueue.ts';
import { fetchingModels } from './jobs/fetchingPool.ts';
import { createJobs, type Jobs, type SharedWork } from './jobs/jobs.ts';
import { createModelShare } from './jobs/learning/share.ts';
import { startTrainThread, type TrainThread } from './jobs/learning/thread.ts';
import { createProcessRunner } from './jobs/processRunner.ts';
import type { Queue } from './jobs/queue.ts';
import { createThreadRunner } from './jobs/threadRunner.ts';
import type { TopicReading } from './jobs/topics/messages.ts';
import { startTopicThread, type TopicThread } from './jobs/topics/thread.ts';
import { createAddressCheck } from './jobs/webhooks/address.ts';
import { startDelivering } from './jobs/webhooks/deliver.ts';
import { createSend } from './jobs/webhooks/send.ts';
import { guardEndpoints } from './jobs/webhooks/service.ts';
import type { WorkerDescription } from './jobs/workerMessages.ts';
import { createLogger } from './logger.ts';
import { openSpool } from './spool.ts';
import { openStore, type Store } from './store/store.ts';

const defaultTaxonomy = 'cx';
const drainMs = 7_000;
const longestStopMs = 9_500;

/** Milliseconds for which a process may be silent before others take over what it does. */
const leaseMs = 20_000;
const dutyMs = 15_000;

/** With the embedded database all others who write wait while the analyses of a batch are saved. */
const embeddedBatch = 100;

/** Niceness of a process that nobody waits for: on a machine that both share, those that answer requests go first. */
const behindRequests = 5;

/**
 * Starts the service and keeps it running until SIGTERM or SIGINT. `role`: in place of what the environment says. Throws
 * `AppError` when it cannot start.
 */
export async function main(role?: string): Promise<void> {
  const env = role === undefined ? process.env : { ...process.env, HUIYIN_ROLE: role };
  const config = requireConfig(env, availableParallelism());
  const [answers, works] = [config.role !== 'worker', config.role !== 'api'];
  // Threads that start from now on inherit it.
  if (!answers) setPriority(behindRequests);
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics();
  const workers = openPool(config);
  const described = await describeAnalysis(workers);
  const store = await openStore({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    clock: Date.now,
    searchTerms: workers.searchTerms,
    conflictThreshold: described.conflictThreshold,
    onDatabaseTime: metrics.database,
    backups: { kept: config.backupsKept, version: programVersion() },
    secretKey: config.secretKey,
    onBroken: (error) => {
      // After a failed write nobody knows what is on the disk; a restart finds out.
      logger.fatal({ err: error }, 'the store is broken');
      process.exit(1);
    },
  });
  if (config.databaseUrl !== null && config.secretKey === null) {
    logger.warn('HUIYIN_SECRET_KEY is not set: the key that seals webhook secrets lies in the database');
  }
  const setupToken = answers ? await setUp(store, config) : null;
  if (setupToken && !isLoopback(config.host)) {
    await store.close();
    throw new AppError(
      'invalid_request',
      'Nobody is admin yet: set the service up on 127.0.0.1 or give HUIYIN_ADMIN_KEY before it listens on other addresses.',
    );
  }

  const onError = (error: unknown): void => logger.error({ err: error }, 'background work failed');
  const queue = openQueue(config, store, onError);
  const shared = config.databaseUrl === null ? null : shareWork(store, config);
  const pool = shared ? fetchingModels(workers, shared.models.fetch) : workers;
  const analysis = createAnalysis(pool, described);
  const spool = shared ? await openSpool(config.dataDir) : null;
  const uploadDir = spool ?? join(config.dataDir, 'uploads');
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
    dataDir: spool ?? config.dataDir,
    uploadDir,
    shared,
    works,
    reportSources: {
      ...store.reportFacts,
      statistics,
      facts: store.statisticsFacts,
      stats: store.stats,
      taxonomy: async (scope) => (await taxonomies.inForce(scope)).content,
      targets: store.targets.list,
      latestTopics: store.topicRuns.latest,
      versions: async (scope) => ({ ...analysis.versions(await store.workspaces.readWith(scope)) }),
    },
    clock: Date.now,
    onError,
    onEnded: metrics.jobEnded,
  });
  const taxonomies = jobs.editing(taxonomyRules(store, analysis));
  store.whenQueued(() => queue.ring(analysisTopic));
  const checkAddress = createAddressCheck({ allowPrivate: config.privateWebhooks });
  const batch = config.databaseUrl === null ? { batch: embeddedBatch } : {};
  const analysing = works
    ? startAnalysis({ queue, work: store.work, pool, onError, onBatch: metrics.analysed, ...batch })
    : null;
  const onDuty = shared?.onDuty;
  const background = works
    ? [
        startDelivering({
          queue,
          work: store.webhookWork,
          comments: store.comments,
          send: createSend(checkAddress, Date.now),
          onError,
          onDelivered: metrics.delivered,
        }),
        startWatching({ queue, watch: store.alertWatch, clock: Date.now, onError, ...(onDuty && { onDuty }) }),
      ]
    : [];

  const { engine, lexicon, model } = analysis.versions();
  metrics.describe({
    engine,
    lexicon,
    model,
    version: programVersion(),
    segmenter: config.segmenter,
    database: config.databaseUrl === null ? 'sqlite' : 'postgresql',
    node: process.version,
  });
  const stopping = new AbortController();
  const services: Dependencies = {
    ...store,
    analysis,
    statistics,
    jobs,
    background: createBackground({ queue, store, jobs }),
    topicDefinitions: { ...store.topicDefinitions, run: jobs.startDefinition },
    alertRules: {
      ...store.alertRules,
      preview: createPreview({ store: store.alertWatch, pool, clock: Date.now }),
    },
    webhooks: guardEndpoints(store.webhooks, checkAddress, queue),
    taxonomies,
    lexicons: jobs.editing(lexiconRules),
    models: createModelService(store, jobs, async (model) => {
      await shared?.models.fetch(model);
      return loadWorkspaceModel(modelsOf(config), model);
    }),
    topics: {
      ...store.topicRuns,
      start: jobs.startTopics,
      assignments: store.topicAssignments.list,
      crossings: store.topicAssignments.crossings,
      quotes: store.topicComments.quotes,
    },
    reports: { ...store.reports, start: jobs.startReport },
    metrics,
    health: { ...store.health, queueAnswers: async () => queue.connected?.() ?? true },
    erasures: { list: store.erasures.list, start: jobs.startErasure },
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
  };
  // A worker shows only how it does.
  const server = createHttpServer(answers ? createApp(services) : createApp(services, operationRoutes));
  // Who sees that it listens may stop it at once.
  const stopped = stopSignal(logger);
  const url = await listen(server, config);
  console.log(`huiyin${config.role === 'all' ? '' : ` (${config.role})`} listens on ${url}`);
  if (setupToken) console.log(`Set it up, once: ${config.publicOrigin ?? url}/setup#token=${setupToken}`);
  if (answers)
    console.log(`Load the sample comments at ${url}/ or with: npm run huiyin -- sample --url ${url} --key KEY`);

  await stopped;
  // Whatever hangs: others take over what this process holds when its leases end.
  setTimeout(() => process.exit(0), longestStopMs).unref();
  // Comments are analysed until the last request that waits for them is answered.
  await Promise.all([
    drain(server, stopping, drainMs),
    jobs.close(),
    ...background.map((subscription) => subscription.close()),
  ]);
  await analysing?.close();
  if (shared) await store.duties.leave();
  await queue.close();
  await workers.close();
  await store.close();
  if (spool) await rm(spool, { recursive: true, force: true });
}

type OpenQueue = Queue & { connected?(): boolean };

/** Rings within the process, or through Redis to all processes of the installation. */
function openQueue({ redisUrl }: Config, { installation }: Store, onError: (error: unknown) => void): OpenQueue {
  return redisUrl === null
    ? createEmbeddedQueue()
    : createBullQueue({ url: redisUrl, prefix: `huiyin-${installation}`, onError });
}

/** What processes that share a database find there, and who of them does what. */
function shareWork({ files, duties }: Store, config: Config): SharedWork {
  const dir = modelsOf(config);
  const models = createModelShare(files, {
    read: (model) => readModelFolder(dir, model),
    place: (model, copies) => placeModelFolder(dir, model, copies),
    manifestHash: (model) => manifestHash(dir, model),
    isSound: (model) => loadWorkspaceModel(dir, model).ok,
  });
  return { files, models, leaseMs, onDuty: (name) => duties.take(name, dutyMs) };
}

/** nodejieba is not safe in threads, see docs/decisions/0004-segmenters.md. */
function openPool(config: Config): WorkerPool {
  const { segmenter, workers } = config;
  const workspaceModelsDir = modelsOf(config);
  const standsBack = config.role !== 'api';
  const file = fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url));
  const create = segmenter === 'nodejieba' ? createProcessRunner : createThreadRunner;
  return createAnalysisPool(create({ file, workers, data: { segmenter, workspaceModelsDir, standsBack } }));
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

type SoundDescription = Extract<WorkerDescription, { ok: true }>;

/** Waits until the workers have loaded everything and have read a first comment. */
async function describeAnalysis(pool: WorkerPool): Promise<SoundDescription> {
  const described: WorkerDescription = await pool.describe().catch((cause) => {
    throw new AppError('not_ready', 'The analysis workers do not start.', { cause });
  });
  if (!described.ok) {
    const problems = described.problems.map((detail) => ({ code: 'file_unreadable' as const, detail }));
    throw new AppError('not_ready', 'The lexicons or models are not sound.', { problems });
  }
  const first: AnalysisTask = {
    id: 'first',
    comment: { source: 'start', text: '物流很快', ratingScale: { min: 1, max: 5 }, masked: [] },
    taxonomy: defaultTaxonomy,
  };
  const [outcome] = await pool.analyseToShow([first]);
  if (!outcome.ok) throw new AppError('not_ready', `The first comment could not be analysed: ${outcome.failure}`);
  return described;
}

function createAnalysis(pool: WorkerPool, { taxonomies, versions }: SoundDescription): AnalysisService {
  return {
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
    ready: pool.works,
  };
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
  load: (model: WorkspaceModelRef) => Promise<Result<unknown>>,
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
      jobs.look('reanalyse');
      return rolledBack;
    },
    async promote(scope, version, reanalyse) {
      if ((await models.get(scope, version)) === null) return null;
      const loaded = await load({ workspaceId: scope.workspaceId, version });
      if (!loaded.ok) throw new AppError('file_unreadable', 'The files of this model are not sound.', loaded);
      const promoted = await models.promote(scope, version, reanalyse);
      jobs.look('reanalyse');
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
