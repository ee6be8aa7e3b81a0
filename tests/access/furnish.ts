/** A workspace with something of everything, marked so that any word of it is known wherever it turns up. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ModelFindings } from '../../src/feedback/learning/stored.ts';
import { type KeyScope, type Role, roles, type Scope } from '../../src/feedback/read.ts';
import type { KeptTopic } from '../../src/feedback/topics/stored.ts';
import { webhookEvents } from '../../src/feedback/webhooks.ts';
import { rejectedPath } from '../../src/jobs/rejected.ts';
import { analyseAll, comment, newWorkspace } from '../contracts/support.ts';
import { eventually } from '../rig/eventually.ts';
import { furnishedPassword } from '../rig/secrets.ts';
import type { House } from './house.ts';

export const resources = [
  'comment',
  'issue',
  'review',
  'topicRun',
  'topicDefinition',
  'report',
  'reportSchedule',
  'event',
  'target',
  'model',
  'filter',
  'job',
  'import',
  'user',
  'key',
  'alert',
  'alertRule',
  'webhook',
  'delivery',
] as const;
export type Resource = (typeof resources)[number];
/** `parent` is set where the path names two. */
export interface Made {
  id: string;
  parent?: string;
}

export interface Furnished {
  name: string;
  scope: Scope;
  /** In every text, name, author and channel of the workspace. */
  mark: string;
  own: Record<Resource, Made>;
  deleted: Partial<Record<Resource, Made>>;
  keys: Record<'admin' | 'ingest' | 'read' | 'expired' | 'revoked', string>;
  sessions: Record<Role, { cookie: string; csrf: string }>;
  /** Ids of a comment that was decided, of one that raised an alert, and of the admin. */
  special: { decided: string; alerted: string; admin: string };
  make(resource: Resource): Promise<Made>;
}

export const password = furnishedPassword;
const day = 86_400_000;

/** `firstModel`: models are numbered within a workspace; two workspaces must not share numbers here. */
export async function furnish(house: House, name: string, firstModel: number): Promise<Furnished> {
  const { store, jobs, dataDir } = house;
  const scope = await newWorkspace(store, `zq${name}mark workspace`);
  const mark = `zq${name}mark`;
  let count = 0;
  const named = (what: string): string => `${mark} ${what} ${++count}`;

  async function addComment(): Promise<Made> {
    const words = `-late${mark} +kind ${mark} text ${++count} !`;
    const [outcome] = await store.comments.ingest(scope, [
      comment(words, {
        externalId: named('external'),
        source: mark,
        // Figures of two workspaces must not be the same by chance.
        rating: firstModel > 200 ? 5 : 2,
        channel: mark,
        author: mark,
        metadata: { shop: mark },
        occurredAt: new Date(Date.now() - day).toISOString(),
      }),
    ]);
    await analyseAll(store);
    return { id: outcome!.id };
  }

  const makers: Record<Resource, () => Promise<Made>> = {
    comment: addComment,
    async issue() {
      const { id } = await addComment();
      return { id: (await store.issues.list(scope, { commentId: id }, { limit: 1 })).items[0]!.id };
    },
    async review() {
      const { id } = await addComment();
      return { id: (await store.reviews.add(scope, id, { note: named('note') }))! };
    },
    async topicRun() {
      const quoted = await addComment();
      const order = { algorithm: 'lda' as const, k: 1, seed: ++count, filters: { covered: false, channel: [mark] } };
      const run = await store.topicRuns.create(scope, order);
      await store.jobRows.start(scope, run.jobId);
      await store.topicAssignments.assign(scope, run.id, [{ commentId: quoted.id, topic: 0, probability: 1 }]);
      await store.topicRuns.succeed(scope, run.id, {
        findings: { k: 1, npmi: 0.2, topics: [topicOf(mark, quoted.id)], identity: null },
        comments: 1,
        step: { jobId: run.jobId, number: 1, done: 1, total: 1, checkpoint: null },
        model: { bytes: new Uint8Array([1]), hash: 'h' },
      });
      await store.jobRows.end(scope, run.jobId, { state: 'succeeded', result: { topicRunId: run.id } });
      return { id: run.id };
    },
    async topicDefinition() {
      const order = { algorithm: 'lda' as const, k: 1, seed: 1, filters: { channel: [mark] } };
      return store.topicDefinitions.create(scope, { name: named('definition'), order, cadence: 'manual' });
    },
    async report() {
      const period = { from: '2026-01-01', to: new Date().toISOString().slice(0, 10) };
      const order = { title: named('report'), period, filters: { channel: [mark] }, language: 'en' as const };
      const { id } = await jobs.startReport(scope, { ...order, compareWith: null });
      await eventually(async () => {
        const { status, problem } = (await store.reports.get(scope, id))!;
        if (status !== 'succeeded') throw new Error(`the report is ${status}: ${problem?.detail}`);
      });
      return { id };
    },
    reportSchedule: () =>
      store.reportSchedules.create(scope, {
        name: named('schedule'),
        cadence: 'monthly',
        language: 'en',
        filters: { channel: [mark] },
      }),
    event: () => store.events.create(scope, { ...eventInput, name: named('event'), note: mark, channel: mark }),
    target: () => store.targets.create(scope, { ...targetInput, name: named('target'), filters: { channel: [mark] } }),
    async model() {
      const version = firstModel + ++count;
      const { id } = await addComment();
      const job = await store.jobRows.create(scope, 'train', {});
      await store.jobRows.start(scope, job.id);
      const step = { jobId: job.id, number: 1, done: 1, total: 1, checkpoint: null };
      await store.models.add(scope, { version, findings: findingsOf(id), promote: false, step });
      await store.jobRows.end(scope, job.id, { state: 'succeeded' });
      return { id: String(version) };
    },
    filter: () => store.savedFilters.create(scope, { name: named('filter'), filter: { channel: [mark] } }),
    job: () => store.jobRows.create(scope, 'sample', {}),
    async import() {
      const job = await store.jobRows.create(scope, 'import', { file: { path: '/x', name: mark, bytes: 1 } });
      await store.jobRows.start(scope, job.id);
      const path = rejectedPath(dataDir, scope.workspaceId, job.id);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `row,code,detail,${mark}\n2,text_empty,,${mark}\n`);
      await store.jobRows.end(scope, job.id, { state: 'partially_succeeded', result: { errors: [{ row: mark }] } });
      return { id: job.id };
    },
    user: () => store.users.create(scope, { login: named('login'), name: named('person'), role: 'reader' }),
    key: async () => (await store.access.createKey(scope, { name: named('key'), scopes: ['read'] })).record,
    async alert() {
      const rule = await makers.alertRule();
      await addComment();
      const { items } = await store.alerts.list(scope, { rule: [rule.id] }, { limit: 1 });
      await store.alertRules.delete(scope, rule.id);
      return { id: items[0]!.id };
    },
    alertRule: () =>
      store.alertRules.create(scope, {
        name: named('rule'),
        condition: { kind: 'label', labels: ['service'], polarity: 'negative' },
        department: mark,
        assignee: mark,
        enabled: true,
      }),
    async webhook() {
      const url = `http://127.0.0.1:9/${mark}`;
      const input = { url, description: named('webhook'), events: [...webhookEvents], content: 'full' as const };
      return { id: (await store.webhooks.create(scope, input)).endpoint.id };
    },
    async delivery() {
      const { id: parent } = await makers.webhook();
      const { deliveryId } = (await store.webhooks.test(scope, parent))!;
      return { id: deliveryId, parent };
    },
  };

  const own = {} as Furnished['own'];
  for (const resource of resources) {
    const made = await makers[resource]();
    own[resource] = { id: made.id, ...(made.parent !== undefined && { parent: made.parent }) };
  }
  const decided = await publishWords();
  const deleted: Furnished['deleted'] = {};
  for (const resource of resources) {
    const gone = await deletedOne(resource);
    if (gone) deleted[resource] = gone;
  }
  const sessions = await signInAll();
  const admin = (await store.users.list(scope)).find(({ role }) => role === 'admin')!.id;
  const alerted = (await store.alerts.get(scope, own.alert.id))!.commentId!;
  return {
    name,
    scope,
    mark,
    own,
    deleted,
    keys: await addKeys(),
    sessions,
    special: { decided, alerted, admin },
    make,
  };

  function make(resource: Resource): Promise<Made> {
    return makers[resource]();
  }

  /** Null for what nobody can delete. */
  async function deletedOne(resource: Resource): Promise<Made | null> {
    const made = await makers[resource]();
    const { id } = made;
    const commentOf: Partial<Record<Resource, () => Promise<string>>> = {
      comment: async () => id,
      issue: async () => (await store.issues.get(scope, id))!.commentId,
      review: async () => (await store.reviews.get(scope, id))!.commentId,
      alert: async () => (await store.alerts.get(scope, id))!.commentId!,
    };
    const removers: Partial<Record<Resource, (of: Scope, id: string) => Promise<unknown>>> = {
      topicRun: store.topicRuns.delete,
      topicDefinition: store.topicDefinitions.delete,
      report: store.reports.delete,
      reportSchedule: store.reportSchedules.delete,
      event: store.events.delete,
      target: store.targets.delete,
      filter: store.savedFilters.delete,
      user: store.users.delete,
      key: store.access.revokeKey,
      alertRule: store.alertRules.delete,
      webhook: store.webhooks.delete,
      delivery: (of) => store.webhooks.delete(of, made.parent!),
    };
    const ofComment = commentOf[resource];
    if (ofComment) await store.comments.delete(scope, await ofComment());
    else if (removers[resource]) await removers[resource](scope, id);
    else return null;
    return made;
  }

  /** Own words, synonyms, settings, decisions and people whose answers do not count. Answers the comment that was decided. */
  async function publishWords(): Promise<string> {
    const draft = await store.editions.putDraft(scope, 'lexicon', lexicon(mark), undefined);
    const edition = { key: `words@${mark}`, content: lexicon(mark), note: mark };
    await store.editions.publish(scope, 'lexicon', draft.revision, edition, { from: 0, places: [], backfill: false });
    await store.editions.putDraft(scope, 'lexicon', lexicon(mark), undefined);
    await store.synonyms.put(scope, [{ term: mark, words: [`${mark}b`] }], null);
    const { settings } = await store.statisticsSettings.get(scope);
    await store.statisticsSettings.put(scope, { ...settings, minimumSample: 1, valuePerPoint: firstModel }, null);
    await store.quality.block(scope, 'scan', [['author', mark]], { deviceKey: 'device', excluded: false });
    const item = (await store.claims.next(scope, { reviewer: mark, leaseMs: 60_000 }))!;
    await store.reviews.decide(scope, item, { verdict: 'accept' }, { reviewer: mark, note: mark, version: null });
    await store.issues.patch(scope, own.issue.id, { assignee: mark, note: mark });
    await store.alerts.patch(scope, own.alert.id, { assignee: mark, note: mark });
    return (await store.reviews.get(scope, item))!.commentId;
  }

  async function addKeys(): Promise<Furnished['keys']> {
    const add = async (scopes: KeyScope[], more: { expiresAt?: string } = {}) =>
      store.access.createKey(scope, { name: named('key'), scopes, ...more });
    const revoked = await add(['admin']);
    await store.access.revokeKey(scope, revoked.record.id);
    return {
      admin: (await add(['admin', 'ingest', 'read', 'analyse', 'review'])).key,
      ingest: (await add(['ingest'])).key,
      read: (await add(['read'])).key,
      expired: (await add(['admin'], { expiresAt: new Date(Date.now() - 1000).toISOString() })).key,
      revoked: revoked.key,
    };
  }

  async function signInAll(): Promise<Furnished['sessions']> {
    const sessions = {} as Furnished['sessions'];
    for (const role of roles) {
      const user = await store.users.create(scope, { login: `${mark}-${role}`, name: `${mark} the ${role}`, role });
      const { token } = (await store.users.invite(scope, user.id))!;
      const signedIn = (await store.sessions.acceptInvite(token, password))!;
      sessions[role] = { cookie: signedIn.token, csrf: signedIn.principal.session.csrfToken };
    }
    return sessions;
  }
}

const lexicon = (mark: string): string =>
  JSON.stringify({ words: [mark], stopWords: [], sentiment: [{ word: mark, weight: 1 }] });
const today = () => new Date().toISOString().slice(0, 10);
export const eventInput = {
  name: 'n',
  kind: 'other' as const,
  from: '2026-01-01',
  to: '2026-01-02',
  channel: null,
  outlet: null,
  note: null,
};
export const targetInput = {
  name: 'n',
  measure: 'csat' as const,
  goal: 0.8,
  from: '2026-01-01',
  deadline: today(),
  filters: {},
};

function topicOf(mark: string, commentId: string): KeptTopic {
  return {
    n: 0,
    name: mark,
    words: [{ term: mark, weight: 0.4 }],
    relevantWords: [{ term: mark, weight: 0.2 }],
    npmi: 0.2,
    exclusivity: 0.9,
    share: { value: 1, low: 0.9, high: 1, n: 20 },
    sentiment: { very_negative: 0, negative: 2, neutral: 0, positive: 0, very_positive: 0, mixed: 0 },
    meanScore: -0.6,
    meanRating: 1,
    rated: 2,
    ratings: [0, 0, 0, 0, 2],
    months: [],
    channels: [],
    leaves: [],
    x: 0,
    y: 0,
    quotes: { nearest: [commentId], positive: [], negative: [] },
  };
}

function findingsOf(commentId: string): ModelFindings {
  const figures = { n: 10, right: 8, accuracy: 0.8 };
  const example = { commentId, from: 'neutral' as const, to: 'negative' as const, scoreBefore: 0, scoreAfter: -1 };
  return {
    examples: 40,
    texts: 100,
    ratings: false,
    strength: 0.5,
    tried: [],
    base: 0.1,
    shipped: 'sentiment@2+0',
    gold: { champion: figures, challenger: figures, championVersion: null },
    changes: { comments: 1, changed: 1, moves: [], examples: [example] },
  };
}
