/** The real application over a real store in one process. The analysis alone is a toy: it reads no lexicons. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { taxonomyVersion } from '../../src/artefacts/taxonomies.ts';
import { readTaxonomy } from '../../src/artefacts/taxonomyShape.ts';
import { AppError } from '../../src/errors.ts';
import { checkLexicon, type Lexicon, noLexicon } from '../../src/feedback/lexicon.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import { leafPlaces, type Taxonomy, type TaxonomyContent } from '../../src/feedback/taxonomy.ts';
import { openExport } from '../../src/files/openExport.ts';
import { createOpenImport } from '../../src/files/openImport.ts';
import { previewImport } from '../../src/files/previewImport.ts';
import { writeReport } from '../../src/files/report/writeReport.ts';
import type { HttpConfig } from '../../src/http/dependencies.ts';
import { scanJson } from '../../src/http/json/scan.ts';
import type { Services } from '../../src/http/services.ts';
import { createPreview } from '../../src/jobs/alerts/preview.ts';
import { createBackground } from '../../src/jobs/background.ts';
import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createAddressCheck } from '../../src/jobs/webhooks/address.ts';
import { guardEndpoints } from '../../src/jobs/webhooks/service.ts';
import type { Store } from '../../src/store/store.ts';
import { openTestStore, tempDir, testPool } from '../contracts/support.ts';
import { createWorld, type World } from '../http/fakes.ts';
import { type Rig, startRig } from '../http/harness.ts';

export interface House {
  rig: Rig;
  store: Store;
  jobs: Jobs;
  world: World;
  dataDir: string;
  uploadDir: string;
  close(): Promise<void>;
}

export interface HouseOptions {
  config?: Partial<HttpConfig>;
  clock?: () => number;
  /** Of a house that was closed with `keep`. */
  dataDir?: string;
  /** Changes what the routes work with: a control takes a wall out here. */
  rebuild?(services: Services): Services;
}

/** `close` removes the folder unless it came from outside. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const own = options.dataDir === undefined ? tempDir() : null;
  const dataDir = options.dataDir ?? own!.path;
  const uploadDir = join(dataDir, 'uploads');
  mkdirSync(uploadDir, { recursive: true });
  const clock = options.clock ?? Date.now;
  const store = await openTestStore(dataDir, clock);
  const queue = createEmbeddedQueue();
  const world = createWorld({ uploadDir, ...options.config });
  const { analysis } = world;
  const statistics = createStatistics(store.statisticsFacts, () => new Date(clock()).toISOString().slice(0, 10));
  const jobs = await createJobs({
    queue,
    store,
    openImport: createOpenImport({ mask: false, checkJson: scanJson }),
    openSample: () => Promise.reject(missing()),
    openTopicThread: () => {
      throw missing();
    },
    openTrainThread: () => {
      throw missing();
    },
    analyse: testPool.analyseToKeep,
    dataDir,
    uploadDir,
    reportSources: {
      ...store.reportFacts,
      statistics,
      facts: store.statisticsFacts,
      stats: store.stats,
      taxonomy: async (scope) => (await taxonomies.inForce(scope)).content,
      targets: store.targets.list,
      latestTopics: store.topicRuns.latest,
      versions: async () => ({ engine: 'test' }),
    },
    clock,
    onError: (err) => world.logger.error({ err }, 'background work failed'),
    lookEveryMs: 600_000,
  });
  const taxonomies = jobs.editing(taxonomyRules(() => analysis.taxonomies()[0]!));
  const lexicons = jobs.editing({
    kind: 'lexicon',
    check: (value: unknown) => checkLexicon(value as Lexicon),
    places: () => [],
    shipped: async () => ({ key: 'words@shipped', content: noLexicon }),
    seal: (content: Lexicon) => ({ key: `words@${JSON.stringify(content).length}`, content }),
  });
  const { models, topicComments } = store;
  const services = {
    ...store,
    analysis,
    statistics,
    jobs,
    background: createBackground({ queue, store, jobs }),
    topicDefinitions: { ...store.topicDefinitions, run: jobs.startDefinition },
    alertRules: {
      ...store.alertRules,
      preview: createPreview({
        store: store.alertWatch,
        pool: { watch: async (texts) => texts.map(() => []) },
        clock,
      }),
    },
    webhooks: guardEndpoints(store.webhooks, createAddressCheck({ allowPrivate: true }), queue),
    taxonomies,
    lexicons,
    models: {
      list: models.list,
      get: models.get,
      active: models.active,
      plan: models.plan,
      train: jobs.startTraining,
      quotes: topicComments.quotes,
      rollback: models.rollback,
      async promote(scope: Scope, version: number, reanalyse?: boolean) {
        if ((await models.get(scope, version)) === null) return null;
        return models.promote(scope, version, reanalyse);
      },
    },
    topics: {
      ...store.topicRuns,
      start: jobs.startTopics,
      assignments: store.topicAssignments.list,
      crossings: store.topicAssignments.crossings,
      quotes: store.topicComments.quotes,
    },
    reports: { ...store.reports, start: jobs.startReport },
    erasures: { list: store.erasures.list, start: jobs.startErasure },
  } as unknown as Services;
  Object.assign(world, options.rebuild?.(services) ?? services, { openExport, writeReport, previewImport });
  const rig = await startRig(world);
  return {
    rig,
    store,
    jobs,
    world,
    dataDir,
    uploadDir,
    async close() {
      world.stopper.abort();
      await rig.close();
      await jobs.close();
      await queue.close();
      await store.close();
      own?.remove();
    },
  };
}

/** Ends a job at once; other errors are tried again. */
const missing = (): AppError => new AppError('file_unreadable', 'There is no such thing in this house.');

function taxonomyRules(shipped: () => Taxonomy) {
  const keyOf = ({ id, version }: Taxonomy): string => `${id}@${version}`;
  return {
    kind: 'taxonomy' as const,
    check: readTaxonomy,
    places: leafPlaces,
    shipped: async () => ({ key: keyOf(shipped()), content: shipped() }),
    seal(draft: TaxonomyContent) {
      const { version: _, ...content } = draft as Taxonomy;
      const sealed = { ...content, version: taxonomyVersion(content) } as Taxonomy;
      return { key: keyOf(sealed), content: sealed };
    },
  };
}
