/** The services that the HTTP layer needs, in memory, with the promises of `services.ts` kept. For tests only. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { AppError } from '../../src/errors.ts';
import type { Analysis, Versions } from '../../src/feedback/analysis.ts';
import type { Comment, ParsedComment } from '../../src/feedback/comment.ts';
import { decideCorrection } from '../../src/feedback/correction.ts';
import type { StoredModel } from '../../src/feedback/learning/stored.ts';
import type {
  ApiKey,
  CommentWithAnalysis,
  IngestOutcome,
  IssueRecord,
  Job,
  KeyScope,
  ReviewItem,
  Scope,
  WorkspaceSettings,
} from '../../src/feedback/read.ts';
import type { SynonymGroup } from '../../src/feedback/synonyms.ts';
import type { Taxonomy } from '../../src/feedback/taxonomy.ts';
import type { TopicDefinition } from '../../src/feedback/topics/definition.ts';
import type { KeptTopic, StoredTopicRun } from '../../src/feedback/topics/stored.ts';
import type { TaxonomyDraft } from '../../src/feedback/topics/suggest.ts';
import { type Dependencies, httpDefaults } from '../../src/http/dependencies.ts';
import { JsonText } from '../../src/http/json/encode.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { IdempotencyRecord, Principal } from '../../src/http/services.ts';
import { createLogger } from '../../src/logger.ts';
import { keepLine } from '../rig/logs.ts';
import { fakeAlerts, fakeWebhooks } from './fakeAlerts.ts';
import { fakeEditing } from './fakeEditing.ts';
import { fakeReports } from './fakeReports.ts';
import { fakeStatistics } from './fakeStatistics.ts';
import { fakeSignedIn, fakeUsers } from './fakeUsers.ts';

export const setupToken = 'setup-token-of-the-tests';
export const keys = {
  admin: 'key-admin-a',
  analyse: 'key-analyse-a',
  ingest: 'key-ingest-a',
  read: 'key-read-a',
  review: 'key-review-a',
  other: 'key-admin-b',
};
const badCursor = new AppError('invalid_format', 'Not a cursor of this list.', {
  problems: [{ code: 'invalid_format', detail: 'Not a cursor of this list.', pointer: '/cursor' }],
});
const now = '2026-05-03T06:20:00.000Z';

export interface World extends Dependencies {
  stored: Map<string, Map<string, CommentWithAnalysis>>;
  issueRecords: Map<string, IssueRecord>;
  jobRecords: Map<string, { job: Job; workspaceId: string; watchers: Set<() => void> }>;
  topicRuns: Map<string, { run: StoredTopicRun; workspaceId: string }>;
  definitions: Map<string, { definition: TopicDefinition; workspaceId: string }>;
  drafts: Map<string, TaxonomyDraft>;
  synonymGroups: Map<string, { groups: SynonymGroup[]; version: string }>;
  idempotencyRecords: Map<string, { hash: string; ticket: string; record?: IdempotencyRecord }>;
  stopper: AbortController;
  /** Makes the next calls of `ingest` fail. */
  failIngest: AppError | null;
  /** Comments stay pending while false. */
  analyseAtOnce: boolean;
  logged: string[];
  imported: { path: string; name: string; bytes: number; options: unknown }[];
}

export function createWorld(config: Partial<Dependencies['config']> = {}): World {
  const stopper = new AbortController();
  const logged: string[] = [];
  const world = {
    stored: new Map(),
    issueRecords: new Map(),
    jobRecords: new Map(),
    topicRuns: new Map(),
    definitions: new Map(),
    drafts: new Map(),
    synonymGroups: new Map(),
    idempotencyRecords: new Map(),
    stopper,
    stopping: stopper.signal,
    failIngest: null,
    analyseAtOnce: true,
    logged,
    imported: [],
    config: {
      ...httpDefaults,
      version: '0.1.0',
      maskPersonalData: true,
      uploadDir: '/nonexistent',
      requestsPerMinute: 1_000_000,
      ...config,
    },
    logger: createLogger('info', {
      write(line) {
        logged.push(line);
        keepLine(line);
      },
    }),
  } as unknown as World;
  const jobs = fakeJobs(world);
  return Object.assign(world, {
    analysis: fakeAnalysis(),
    comments: fakeComments(world),
    idempotency: fakeIdempotency(world),
    issues: fakeIssues(world),
    ...fakeReviews(world),
    stats: fakeStats(world),
    audit: fakeAudit(),
    ...fakeStatistics(),
    keywords: fakeKeywords(),
    synonyms: fakeSynonyms(world),
    models: fakeModels(world),
    topics: fakeTopics(world),
    topicDefinitions: fakeTopicDefinitions(world),
    ...fakeReports(),
    savedFilters: fakeSavedFilters(),
    background: fakeBackground(),
    taxonomyDrafts: fakeTaxonomyDrafts(world),
    dismissals: fakeDismissals(),
    jobs,
    ...fakeEditing(jobs, fakeTaxonomy('cx')),
    ...fakeAlerts(),
    webhooks: fakeWebhooks(),
    access: fakeAccess(),
    erasures: {
      async start() {
        return { id: 'e', jobId: 'j' };
      },
      async list() {
        return [];
      },
    },
    ...fakeUsers(),
    workspaces: fakeWorkspaces(),
    metrics: createMetrics(),
    health: {
      async ping() {},
      async disk() {
        return { freeBytes: 5e9 };
      },
      async figures() {
        const nothing = { depth: 0, oldestSeconds: 0 };
        return { queues: { analysis: nothing }, reviews: {}, failed: 0, disk: { freeBytes: 5e9 }, lastBackupAt: null };
      },
    },
    backups: fakeBackups(),
    openExport: fakeExport,
    previewImport: fakePreview,
  } satisfies Partial<World>);
}

const versions: Versions = {
  engine: 'e1',
  lexicon: 'l1',
  model: 'm1',
  taxonomy: 'cx@1',
  segmenter: 's1',
  frequencies: 'background',
};

function analysisOf(comment: { text: string; rating?: number }, id: string): Analysis {
  const end = Math.min(2, comment.text.length);
  const evidence = [{ start: 0, end, text: comment.text.slice(0, end), weight: -1.5, rule: 'fake' }];
  const sentiment = { label: 'negative' as const, score: -0.6 };
  const conflict = {
    score: 0.9,
    flagged: true,
    type: 'high_rating_negative_text' as const,
    severity: 0.7,
    reasons: [{ code: 'fake', 'zh-CN': '假', en: 'fake' }],
    evidence,
    hiddenComplaints: [],
  };
  return {
    id,
    language: 'zh-Hans',
    truncated: false,
    sentiment: { ...sentiment, confidence: 0.9, evidence },
    kind: 'complaint',
    escalation: 'none',
    clauses: [{ start: 0, end, sentiment }],
    issues: [
      {
        code: 'channel.logistics.speed',
        path: ['渠道', '物流', '物流速度'],
        kind: 'complaint',
        sentiment,
        confidence: 0.9,
        escalation: 'none',
        severity: 0.5,
        evidence,
        source: 'rule',
        department: '物流部',
        slaHours: 72,
        firstResponseHours: 24,
      },
    ],
    keywords: [{ term: '物流', weight: 0.3, start: 0, end, polarity: -0.6 }],
    conflict: comment.rating === undefined ? null : conflict,
    quality: [],
    versions,
  };
}

function fakeTaxonomy(id: string): Taxonomy {
  const names = { 'zh-CN': '测试', 'zh-TW': '測試', en: 'Test' };
  return {
    id,
    version: '1',
    names,
    groups: { channel: names, 'channel.logistics': names },
    onePerLeaf: false,
    leaves: [
      {
        code: 'channel.logistics.speed',
        names,
        description: { 'zh-CN': '快慢', en: 'speed' },
        department: '物流部',
        slaHours: 72,
        firstResponseHours: 24,
        aspects: ['物流'],
        opinions: { negative: ['太慢'], positive: [] },
        not: [],
        domains: [],
        examples: ['物流太慢'],
      },
    ],
  };
}

function jsonText(value: unknown): JsonText {
  return new JsonText([Buffer.from(JSON.stringify(value))]);
}

function fakeAnalysis(): Dependencies['analysis'] {
  return {
    async analyse(comments, { ids }) {
      return comments.map((comment, at) =>
        comment.text === 'BREAK'
          ? { failure: 'deadline at /srv/secret.ts:1' }
          : jsonText(analysisOf(comment, ids[at]!)),
      );
    },
    async explain(comment) {
      const term = { start: 0, end: 1, text: comment.text.slice(0, 1), weight: -1, rule: 'fake' };
      const sums = { terms: [term], sum: -1, score: -0.46, confidence: 0.8, link: 'tanh(sum / 2)' };
      return jsonText({ ...sums, clauses: [], leaves: [], conflict: null, versions });
    },
    versions: () => versions,
    taxonomies: () => [fakeTaxonomy('cx'), fakeTaxonomy('dining')],
    ready: () => true,
  };
}

function fakeComments(world: World): Dependencies['comments'] {
  const of = (scope: Scope) => {
    const known = world.stored.get(scope.workspaceId) ?? new Map<string, CommentWithAnalysis>();
    world.stored.set(scope.workspaceId, known);
    return known;
  };
  const store = (known: Map<string, CommentWithAnalysis>, parsed: ParsedComment): IngestOutcome => {
    const found = [...known.values()].find(
      ({ comment }) =>
        parsed.externalId !== undefined && comment.externalId === parsed.externalId && comment.source === parsed.source,
    );
    if (found && found.comment.text === parsed.text) {
      return { id: found.comment.id, status: 'unchanged', revision: found.comment.revision };
    }
    const id = found?.comment.id ?? randomUUID();
    const revision = (found?.comment.revision ?? 0) + 1;
    const state = world.analyseAtOnce ? 'analysed' : 'pending';
    const occurredAt = parsed.occurredAt ?? now;
    const comment: Comment = {
      ...parsed,
      id,
      revision,
      receivedAt: now,
      occurredAt,
      day: occurredAt.slice(0, 10),
      state,
    };
    known.set(id, { comment, analysis: world.analyseAtOnce ? analysisOf(parsed, id) : null });
    return { id, status: found ? 'updated' : 'created', revision };
  };
  return {
    async ingest(scope, comments, options = {}) {
      if (world.failIngest) throw world.failIngest;
      const outcomes = comments.map((comment) => store(of(scope), comment));
      if (options.ticket !== undefined) settle(world, options.ticket, options.answer!(outcomes));
      return outcomes;
    },
    async waitForAnalyses(scope, ids) {
      return ids.flatMap((id) => of(scope).get(id) ?? []);
    },
    async list(scope, filter, { limit, cursor }) {
      const start = cursor === undefined ? 0 : Number(cursor);
      if (!Number.isInteger(start)) throw badCursor;
      const all = [...of(scope).values()].filter(
        ({ comment }) =>
          (filter.text === undefined || comment.text.includes(filter.text)) &&
          (filter.channel === undefined || filter.channel.includes(comment.channel ?? '')),
      );
      const items = all.slice(start, start + limit);
      return { items, nextCursor: start + limit < all.length ? String(start + limit) : null };
    },
    async *stream(scope) {
      yield* of(scope).values();
    },
    async get(scope, id) {
      return of(scope).get(id) ?? null;
    },
    async named(scope, ids) {
      return ids.flatMap((id) => of(scope).get(id) ?? []);
    },
    async delete(scope, id) {
      return of(scope).delete(id);
    },
  };
}

function settle(world: World, ticket: string, record: IdempotencyRecord): void {
  for (const entry of world.idempotencyRecords.values()) if (entry.ticket === ticket) entry.record = record;
}

function fakeIdempotency(world: World): Dependencies['idempotency'] {
  const records = world.idempotencyRecords;
  return {
    async begin(scope, owner, key, hash) {
      const name = `${scope.workspaceId} ${owner} ${key}`;
      const known = records.get(name);
      if (!known) {
        const ticket = randomUUID();
        records.set(name, { hash, ticket });
        return { ticket };
      }
      if (known.hash !== hash) throw new AppError('idempotency_key_reused', 'This key was used for another request.');
      if (!known.record) throw new AppError('idempotency_in_progress', 'The same request is in progress.');
      return { ticket: known.ticket, replay: known.record };
    },
    async finish(_scope, ticket, record) {
      settle(world, ticket, record);
    },
    async abandon(_scope, ticket) {
      for (const [name, entry] of records) if (entry.ticket === ticket && !entry.record) records.delete(name);
    },
  };
}

function fakeIssues(world: World): Dependencies['issues'] {
  const issue: IssueRecord = {
    id: 'issue-1',
    commentId: 'comment-1',
    code: 'channel.logistics.speed',
    path: ['渠道', '物流', '物流速度'],
    kind: 'complaint',
    sentiment: { label: 'negative', score: -0.6 },
    confidence: 0.9,
    escalation: 'none',
    severity: 0.5,
    evidence: [{ start: 0, end: 2, text: '物流' }],
    source: 'rule',
    department: '物流部',
    slaHours: 72,
    state: 'open',
    assignee: null,
    note: null,
    followUpScore: null,
    createdAt: now,
    updatedAt: now,
    dueAt: now,
    overdue: false,
    firstResponse: { dueAt: now, respondedAt: null, overdue: true },
  };
  world.issueRecords.set('issue-1', issue);
  const find = (scope: Scope, id: string) => (scope.workspaceId === 'a' ? (world.issueRecords.get(id) ?? null) : null);
  return {
    async list(scope) {
      return { items: scope.workspaceId === 'a' ? [...world.issueRecords.values()] : [], nextCursor: null };
    },
    async get(scope, id) {
      return find(scope, id);
    },
    async history(scope, id) {
      const step = {
        at: now,
        actor: 'key:k',
        from: 'open' as const,
        to: 'assigned' as const,
        change: { assignee: '小李' },
      };
      return find(scope, id) ? [step] : [];
    },
    async inboxes() {
      const counts = { open: 2, unassigned: 1, waitingCustomer: 0, overdue: 1, firstResponseOverdue: 1 };
      return [{ department: '物流部', ...counts, followUp: { n: 1, mean: 8 } }];
    },
    async patch(scope, id, patch) {
      const found = find(scope, id);
      if (!found) return null;
      if (patch.state === 'verified' && found.state === 'open') {
        throw new AppError('state_conflict', 'An open issue cannot be verified.');
      }
      const patched = { ...found, ...patch };
      world.issueRecords.set(id, patched);
      return patched;
    },
  };
}

/** One item: the first comment of the workspace. */
function fakeReviews(world: World) {
  const held = new Map<string, { version: number; holder: string | null; verdict: string | null }>();
  const find = (scope: Scope, id: string): ReviewItem | null => {
    const first = [...(world.stored.get(scope.workspaceId)?.values() ?? [])][0];
    if (id !== 'review-1' || !first?.analysis) return null;
    const { comment, analysis } = first;
    const now_ = stateOf(scope);
    const sentiment = { label: analysis.sentiment.label, score: analysis.sentiment.score };
    const state = now_.verdict ? 'done' : now_.holder === null ? 'open' : 'claimed';
    return {
      id,
      commentId: comment.id,
      reason: 'conflict',
      priority: 0.9,
      state,
      createdAt: now,
      version: now_.version,
      lease: state === 'claimed' ? { actor: scope.actor, reviewer: now_.holder || null, expiresAt: now } : null,
      escalatedTo: null,
      note: null,
      comment,
      analysis,
      review: now_.verdict ? { sentiment: { ...by, human: sentiment, machine: sentiment } } : null,
      conflict: analysis.conflict,
    };
  };
  const by = { actor: 'key:k', reviewer: null, decisionId: 'd-1', decidedAt: now, note: null };
  const stateOf = ({ workspaceId }: Scope) => {
    const state = held.get(workspaceId) ?? { version: 1, holder: null, verdict: null };
    held.set(workspaceId, state);
    return state;
  };
  /** Refuses as the store does. */
  const act = async (
    scope: Scope,
    id: string,
    { reviewer = '', version }: { reviewer?: string; version: number | null },
    change: (state: ReturnType<typeof stateOf>) => void,
  ) => {
    if (!find(scope, id)) return false;
    const state = stateOf(scope);
    if (state.verdict) throw new AppError('already_decided', 'This item is decided.');
    if (state.holder === null) throw new AppError('not_claimed', 'Nobody has claimed this item.');
    if (state.holder !== reviewer) throw new AppError('held_by_another', 'Another reviewer holds this item.');
    if (version !== null && version !== state.version) throw new AppError('version_conflict', 'It has changed.');
    change(state);
    state.version++;
    return true;
  };
  const reviews: Dependencies['reviews'] = {
    async list(scope) {
      const item = find(scope, 'review-1');
      return { items: item ? [item] : [], nextCursor: null };
    },
    async get(scope, id) {
      return find(scope, id);
    },
    async counts() {
      return {
        open: 1,
        claimed: 0,
        done: 0,
        escalated: 0,
        byReason: [{ reason: 'conflict', open: 1, claimed: 0, done: 0 }],
      };
    },
    async alike(scope, id) {
      const item = find(scope, id);
      return item && [item];
    },
    decide: (scope, id, ruling, change) =>
      act(scope, id, change, (state) => {
        if (ruling.verdict === 'fix') {
          const made = decideCorrection(
            find(scope, id)!.comment,
            find(scope, id)!.analysis,
            ruling.correction,
            ruling.findLeaf,
          );
          if (!made.ok) throw new AppError(made.problems[0]!.code, 'It does not fit.', { problems: made.problems });
        }
        if (ruling.verdict === 'escalate') state.holder = null;
        else state.verdict = ruling.verdict;
      }),
    async quality() {
      const agreement = { n: 1, observed: 1, value: null };
      return {
        reviewers: [{ actor: 'key:k', reviewer: null, decisions: 1, undone: 0, medianSeconds: 12.5, agreement: share }],
        agreement: [{ field: 'sentiment', kappa: agreement, alpha: agreement }],
        checks: [
          { level: 'final_check', comments: 1, values: 2, errors: 0, errorRate: share, target: 0.005, verdict: 'open' },
        ],
        model: {
          comments: 1,
          audited: 0,
          sentiment: share,
          labels: [{ code: 'a', precision: share, recall: null }],
          conflict: [{ threshold: 0.5, queued: null, precision: share, recall: null }],
        },
      };
    },
    async acceptAll(scope, items) {
      return items.map(({ id }) =>
        find(scope, id) ? { id, status: 'accepted' } : { id, status: 'refused', code: 'not_found', detail: 'None.' },
      );
    },
    async undo(scope, id, { reviewer = '' }) {
      const state = stateOf(scope);
      if (!find(scope, id)) return false;
      if (!state.verdict) throw new AppError('state_conflict', 'There is nothing to take back.');
      Object.assign(state, { verdict: null, holder: reviewer, version: state.version + 1 });
      return true;
    },
    async add(scope, commentId) {
      return world.stored.get(scope.workspaceId)?.has(commentId) ? 'review-1' : null;
    },
  };
  const take = (scope: Scope, reviewer = '') => {
    const state = stateOf(scope);
    if (state.verdict) throw new AppError('already_decided', 'This item is decided.');
    if (state.holder !== null && state.holder !== reviewer) throw new AppError('held_by_another', 'Another has it.');
    if (state.holder === null) Object.assign(state, { holder: reviewer, version: state.version + 1 });
  };
  const claims: Dependencies['claims'] = {
    async next(scope, { reviewer }) {
      const item = find(scope, 'review-1');
      if (item?.state !== 'open') return null;
      take(scope, reviewer);
      return item.id;
    },
    async claim(scope, id, { reviewer }) {
      if (!find(scope, id)) return false;
      take(scope, reviewer);
      return true;
    },
    heartbeat: (scope, id, { reviewer }) => act(scope, id, { reviewer, version: null }, (state) => state.version--),
    release: (scope, id, change) => act(scope, id, change, (state) => Object.assign(state, { holder: null })),
  };
  const decisions: Dependencies['decisions'] = {
    async history(scope) {
      const { items } = await decisions.list(scope, {}, { limit: 1 });
      const sentiment = { label: 'negative' as const, score: -0.6, confidence: 0.9 };
      return items.map((one) => ({ ...one, machine: { sentiment, conflict: null, issues: [], versions } }));
    },
    async list(scope) {
      const item = find(scope, 'review-1');
      const decided = { sentiment: { label: 'negative' as const, score: -0.6 } };
      const one = {
        id: 'd-1',
        verdict: 'accept' as const,
        role: 'first' as const,
        decidedAt: now,
        undoes: null,
        undone: false,
      };
      const items = item ? [{ ...one, ...by, commentId: item.commentId, itemId: item.id, decided }] : [];
      return { items: items.map(({ decisionId: _, ...decision }) => decision), nextCursor: null };
    },
  };
  return { reviews, claims, decisions };
}

const share = { value: 0.5, low: 0.4, high: 0.6, n: 100 };

function fakeStats(world: World): Dependencies['stats'] {
  const counts = { comments: 2, positive: 1, neutral: 0, negative: 1, mixed: 0, meanRating: 3 };
  return {
    async summary(scope) {
      const comments = world.stored.get(scope.workspaceId)?.size ?? 0;
      return {
        comments,
        analysed: comments,
        pending: 0,
        failed: 0,
        sentiment: { veryNegative: 0, negative: comments, neutral: 0, positive: 0, veryPositive: 0, mixed: 0 },
        csat: share,
        nps: null,
        ces: null,
        tenPointIndex: { value: 79.2, n: 44 },
        coverage: share,
        conflicts: { open: 0 },
        issues: { open: 1, overdue: 0 },
        alerts: { open: 1 },
      };
    },
    async trend() {
      return [{ period: '2026-05-01', ...counts, meanScore: 0 }];
    },
    async coverage() {
      return [{ channel: 'app', period: '2026-05-01', covered: share }];
    },
    async breakdown() {
      return [{ key: 'channel.logistics.speed', name: '物流速度', share, ...counts }];
    },
  };
}

function fakeAudit(): Dependencies['audit'] {
  const entry = { id: 'a-1', at: now, actor: 'key:k-1', action: 'taxonomy.publish', subject: '1', detail: { from: 0 } };
  return {
    async list(scope, { action }, { cursor }) {
      if (cursor !== undefined) throw badCursor;
      const fits = scope.workspaceId === 'a' && (action?.includes('taxonomy') ?? true);
      return { items: fits ? [entry] : [], nextCursor: null };
    },
  };
}

function fakeKeywords(): Dependencies['keywords'] {
  const row = { term: '物流', weight: 1.5, comments: 2, share, polarity: -0.4 };
  return {
    async find(_scope, { compare }) {
      if (compare === null) return { rank: 'tfidf', comments: 2, items: [row] };
      const difference = { otherComments: 1, otherShare: share, q: 0.01 };
      return { rank: compare.rank, comments: 2, otherComments: 3, items: [{ ...row, ...difference }] };
    },
  };
}

function fakeSynonyms(world: World): Dependencies['synonyms'] {
  const of = (scope: Scope) => world.synonymGroups.get(scope.workspaceId) ?? { groups: [], version: 'v0' };
  return {
    async get(scope) {
      return of(scope);
    },
    async put(scope, groups, expected) {
      const { version } = of(scope);
      if (expected !== null && expected !== version) throw new AppError('version_conflict', 'Not that version.');
      world.synonymGroups.set(scope.workspaceId, { groups, version: `v${Number(version.slice(1)) + 1}` });
      return of(scope);
    },
  };
}

/** One topic of all comments. */
function topicOf(quoted: string[]): KeptTopic {
  return {
    n: 0,
    name: '物流 · 慢',
    words: [{ term: '物流', weight: 0.4 }],
    relevantWords: [{ term: '物流', weight: -0.2 }],
    npmi: 0.2,
    exclusivity: 0.9,
    share,
    sentiment: { very_negative: 0, negative: 2, neutral: 0, positive: 0, very_positive: 0, mixed: 0 },
    meanScore: -0.6,
    meanRating: 1,
    rated: 2,
    ratings: [0, 0, 0, 0, 2],
    months: [{ key: '2026-05', count: 2, share: 1 }],
    channels: [{ key: 'app', count: 2, share: 1 }],
    leaves: [{ code: 'channel.logistics.speed', count: 2, share: 1, lift: 1 }],
    x: 0,
    y: 0,
    quotes: { nearest: quoted, positive: [], negative: [] },
  };
}

/** A run stays queued until `finishTopics`. */
function fakeTopics(world: World): Dependencies['topics'] {
  const commentsOf = (scope: Scope) => [...(world.stored.get(scope.workspaceId)?.values() ?? [])];
  const find = (scope: Scope, id: string) => {
    const entry = world.topicRuns.get(id);
    return entry?.workspaceId === scope.workspaceId ? entry.run : null;
  };
  return {
    async start(scope, order) {
      const comments = commentsOf(scope).length;
      if (comments === 0 || (order.k !== 'auto' && order.k > comments))
        throw new AppError('out_of_range', 'Too few comments.', {
          problems: [{ code: 'out_of_range', detail: 'Too few comments.', pointer: '/k' }],
        });
      const [id, jobId] = [randomUUID(), randomUUID()];
      const ends = { definitionId: null, k: null, comments: null, problem: null, findings: null, endedAt: null };
      const run: StoredTopicRun = { id, jobId, status: 'queued', order, createdAt: now, ...ends };
      world.topicRuns.set(id, { run, workspaceId: scope.workspaceId });
      return { id, jobId };
    },
    async get(scope, id) {
      return find(scope, id);
    },
    async list(scope) {
      const own = [...world.topicRuns.values()].filter(({ workspaceId }) => workspaceId === scope.workspaceId);
      return { items: own.map(({ run: { findings: _, ...head } }) => head), nextCursor: null };
    },
    async assignments(scope, _id, _topic, { limit, cursor = '0' }) {
      if (!/^\d+$/.test(cursor)) throw badCursor;
      const all = commentsOf(scope).map(({ comment }) => {
        return { commentId: comment.id, externalId: comment.externalId ?? null, topic: 0, probability: 0.75 };
      });
      const end = Number(cursor) + limit;
      return { items: all.slice(Number(cursor), end), nextCursor: end < all.length ? String(end) : null };
    },
    async crossings(scope) {
      return [{ before: 0, after: 0, comments: commentsOf(scope).length }];
    },
    async quotes(scope, ids) {
      return commentsOf(scope)
        .filter(({ comment }) => ids.includes(comment.id))
        .map(({ comment }) => ({ commentId: comment.id, externalId: comment.externalId ?? null, text: comment.text }));
    },
    async delete(scope, id) {
      const run = find(scope, id);
      if (run?.status === 'queued') throw new AppError('state_conflict', 'This run is not over.');
      return run !== null && world.topicRuns.delete(id);
    },
  };
}

function fakeBackground(): Dependencies['background'] {
  const failure = { kind: 'import', webhookId: null, failedAt: now, reason: 'internal', detail: 'broke off' } as const;
  return {
    depth: async () => [{ kind: 'analysis', waiting: 3, inHand: 2, failed: 1, oldestAt: now }],
    failures: async () => [{ ...failure, id: 'job-1', replayable: true }],
    replay: async (_scope, source, id) =>
      source === 'jobs' && (id ?? 'job-1') === 'job-1' ? 1 : id === null ? 0 : null,
  };
}

function fakeSavedFilters(): Dependencies['savedFilters'] {
  const rows: (Awaited<ReturnType<Dependencies['savedFilters']['create']>> & { workspaceId: string })[] = [];
  return {
    async list({ workspaceId }) {
      return rows.filter((row) => row.workspaceId === workspaceId).map(({ workspaceId: _, ...row }) => row);
    },
    async create({ workspaceId, actor }, input) {
      const saved = { id: `f-${rows.length}`, ...input, createdAt: now, createdBy: actor };
      rows.push({ ...saved, workspaceId });
      return saved;
    },
    async delete({ workspaceId }, id) {
      const index = rows.findIndex((row) => row.workspaceId === workspaceId && row.id === id);
      return index >= 0 && rows.splice(index, 1).length > 0;
    },
  };
}

function fakeTopicDefinitions(world: World): Dependencies['topicDefinitions'] {
  const find = (scope: Scope, id: string) => {
    const entry = world.definitions.get(id);
    return entry?.workspaceId === scope.workspaceId ? entry.definition : null;
  };
  return {
    async get(scope, id) {
      return find(scope, id);
    },
    async list(scope) {
      const own = [...world.definitions.values()].filter(({ workspaceId }) => workspaceId === scope.workspaceId);
      return { items: own.map(({ definition }) => definition), nextCursor: null };
    },
    async create(scope, input) {
      const times = { nextRunAt: null, lastRunId: null, createdAt: now, updatedAt: now };
      const definition = { id: randomUUID(), ...input, ...times };
      world.definitions.set(definition.id, { definition, workspaceId: scope.workspaceId });
      return definition;
    },
    async change(scope, id, patch) {
      const definition = find(scope, id);
      return definition && Object.assign(definition, patch);
    },
    async delete(scope, id) {
      return find(scope, id) !== null && world.definitions.delete(id);
    },
    async run(scope, id) {
      const definition = find(scope, id);
      return definition && world.topics.start(scope, definition.order);
    },
  };
}

function fakeTaxonomyDrafts(world: World): Dependencies['taxonomyDrafts'] {
  const keyOf = (scope: Scope, source: string) => `${scope.workspaceId} ${source}`;
  return {
    async create(scope, input) {
      const key = keyOf(scope, input.source);
      const found = world.drafts.get(key);
      const draft = found ?? { id: randomUUID(), ...input, createdAt: now, createdBy: scope.actor };
      world.drafts.set(key, draft);
      return { draft, created: !found };
    },
    async list(scope) {
      return [...world.drafts].flatMap(([key, draft]) => (key.startsWith(`${scope.workspaceId} `) ? [draft] : []));
    },
    async bySource(scope, sources) {
      const ids = sources.map((source) => [source, world.drafts.get(keyOf(scope, source))?.id] as const);
      return new Map(ids.flatMap(([source, id]) => (id ? [[source, id] as const] : [])));
    },
  };
}

function fakeDismissals(): Dependencies['dismissals'] {
  const kept = new Map<string, Set<number>>();
  const topicsOf = (scope: Scope, run: string) => kept.get(`${scope.workspaceId} ${run}`) ?? new Set<number>();
  return {
    of: async (scope, run) => topicsOf(scope, run),
    async set(scope, run, topic, dismissed) {
      const topics = new Set(topicsOf(scope, run));
      if (dismissed) topics.add(topic);
      else topics.delete(topic);
      kept.set(`${scope.workspaceId} ${run}`, topics);
    },
  };
}

export function finishTopics(world: World, id: string, quoted: string[]): void {
  const entry = world.topicRuns.get(id)!;
  const fates = [
    { fate: 'kept' as const, before: 1, after: 0, similarity: 0.8 },
    { fate: 'died' as const, before: 0 },
  ];
  const identity = { previous: 'run-before', fates };
  const curve = [{ k: 1, npmi: 0.2 }];
  const findings = { k: 1, npmi: 0.2, coherenceCurve: curve, topics: [topicOf(quoted)], identity };
  entry.run = { ...entry.run, status: 'succeeded', k: 1, comments: 2, findings, endedAt: now };
}

export const learning = { trainAfter: 50, trainRestHours: 24, trainEveryDays: 0, reanalyseAfterPromotion: false };

/** One workspace, `a`, has the models 1 and 2; 2 is in force. */
function fakeModels(world: World): Dependencies['models'] {
  const figures = { n: 10, right: 9, accuracy: 0.9 };
  const goldConflicts = { n: 8, conflicts: 4, flagged: 5, hits: 4, loss: 0.4 };
  let active: number | null = 2;
  const modelOf = (version: number): StoredModel => ({
    id: String(version),
    version,
    jobId: 'job',
    state: active === version ? 'active' : 'retired',
    createdAt: now,
    promotedAt: now,
    findings: {
      examples: 40,
      texts: 400,
      ratings: false,
      strength: 1,
      tried: [{ strength: 1, loss: 0.4 }],
      base: 0.2,
      shipped: 'sentiment@1+0',
      gold: { champion: figures, challenger: figures, championVersion: null },
      leaves: {
        examples: 20,
        corrected: ['channel.logistics.speed'],
        gold: { champion: figures, challenger: figures },
      },
      conflicts: {
        examples: 30,
        strength: 0.5,
        tried: [{ strength: 0.5, loss: 0.3 }],
        kept: true,
        correction: { base: 0.5, disagreement: 0, strength: 0, side: -0.2 },
        gold: { champion: goldConflicts, challenger: goldConflicts },
      },
      changes: {
        comments: 440,
        changed: 1,
        moves: [{ from: 'negative', to: 'positive', comments: 1 }],
        examples: ['erased', ...(world.stored.get('a')?.keys() ?? [])].slice(0, 2).map((commentId) => {
          return { commentId, from: 'negative', to: 'positive', scoreBefore: -0.4, scoreAfter: 0.5 };
        }),
        conflicts: {
          rated: 400,
          flagged: { before: 20, after: 19 },
          examples: [{ commentId: 'erased', flagged: false, scoreBefore: 0.4, scoreAfter: 0.2 }],
        },
      },
    },
  });
  const has = (scope: Scope, version: number): boolean => scope.workspaceId === 'a' && version <= 2;
  return {
    train: (scope) => world.jobs.startSample(scope),
    async list(scope) {
      return { items: [2, 1].filter((version) => has(scope, version)).map(modelOf), nextCursor: null };
    },
    get: async (scope, version) => (has(scope, version) ? modelOf(version) : null),
    active: async () => active,
    plan: async () => ({ after: 50, restHours: 24, everyDays: 0, decisions: 3, latestAt: now, jobId: null }),
    async promote(scope, version, reanalyse) {
      if (!has(scope, version)) return null;
      active = version;
      return { reanalysis: reanalyse ? await world.jobs.startReanalysis(scope, {}) : null };
    },
    async rollback(scope, version, reanalyse) {
      if (version !== active) throw new AppError('state_conflict', 'not in force');
      active = version === 2 ? 1 : null;
      return { active, reanalysis: reanalyse ? await world.jobs.startReanalysis(scope, {}) : null };
    },
    quotes: (scope, ids) => world.topics.quotes(scope, ids),
  };
}

function fakeBackups(): Dependencies['backups'] {
  const name = 'huiyin-20260102-030405-678Z.backup';
  return {
    async requireOperator({ workspaceId }) {
      if (workspaceId !== 'a') throw new AppError('forbidden', 'Only the first workspace.');
    },
    async list() {
      return [{ name, bytes: 3, createdAt: now }];
    },
    async open(wanted) {
      return wanted === name ? { bytes: 3, stream: Readable.from([Buffer.from('abc')]) } : null;
    },
  };
}

function fakeJobs(world: World): Dependencies['jobs'] {
  const start = (scope: Scope, kind: Job['kind']): Job => {
    const job: Job = {
      id: randomUUID(),
      kind,
      state: 'running',
      progress: { done: 0, total: 2 },
      createdAt: now,
      updatedAt: now,
    };
    world.jobRecords.set(job.id, { job, workspaceId: scope.workspaceId, watchers: new Set() });
    return job;
  };
  const find = (scope: Scope, id: string) => {
    const found = world.jobRecords.get(id);
    return found?.workspaceId === scope.workspaceId ? found : undefined;
  };
  return {
    async startImport(scope, file, options) {
      world.imported.push({ ...file, options });
      return start(scope, 'import');
    },
    async startSample(scope) {
      return start(scope, 'sample');
    },
    async startBackup(scope) {
      return start(scope, 'backup');
    },
    async startQualityScan(scope) {
      return start(scope, 'quality');
    },
    async startReanalysis(scope) {
      return start(scope, 'reanalyse');
    },
    async get(scope, id) {
      return find(scope, id)?.job ?? null;
    },
    async list(scope) {
      const own = [...world.jobRecords.values()].filter((entry) => entry.workspaceId === scope.workspaceId);
      return { items: own.map((entry) => entry.job), nextCursor: null };
    },
    async cancel(scope, id) {
      const found = find(scope, id);
      if (found?.job.state !== 'running') return false;
      changeJob(world, id, { state: 'cancelled' });
      return true;
    },
    async *watch(scope, id, signal) {
      const found = find(scope, id)!;
      let wake = () => {};
      const watcher = () => wake();
      found.watchers.add(watcher);
      signal.addEventListener('abort', watcher);
      try {
        for (;;) {
          yield found.job;
          if (found.job.state !== 'running' || signal.aborted) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          if (signal.aborted) return;
        }
      } finally {
        found.watchers.delete(watcher);
      }
    },
    async rejectedRows(scope, id) {
      return find(scope, id)?.job.kind === 'import' ? Readable.from(['row,error\r\n', '2,text_empty\r\n']) : null;
    },
  };
}

export function changeJob(world: World, id: string, change: Partial<Job>): void {
  const entry = world.jobRecords.get(id)!;
  entry.job = { ...entry.job, ...change };
  for (const watcher of entry.watchers) watcher();
}

function fakeAccess(): Dependencies['access'] {
  const principals = new Map<string, Principal>();
  const records = new Map<string, ApiKey>();
  let done = false;
  const add = (key: string, workspaceId: string, scopes: KeyScope[], name: string): ApiKey => {
    const id = `k-${records.size + 1}`;
    principals.set(key, { scope: { workspaceId, actor: `key:${id}` }, actor: { kind: 'key', id, name }, scopes });
    const record: ApiKey = {
      id,
      name,
      prefix: key.slice(0, 8),
      scopes,
      createdAt: now,
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      formerUntil: null,
      requestsPerMinute: null,
    };
    records.set(id, record);
    return record;
  };
  add(keys.admin, 'a', ['admin'], 'admin');
  add(keys.ingest, 'a', ['ingest'], 'ingest');
  add(keys.read, 'a', ['read'], 'read');
  add(keys.review, 'a', ['review'], 'review');
  add(keys.analyse, 'a', ['analyse'], 'analyse');
  add(keys.other, 'b', ['admin'], 'other');
  return {
    async authenticate(key) {
      return principals.get(key) ?? null;
    },
    async createKey(scope, { name, scopes }) {
      const key = `hy_${randomUUID()}`;
      return { key, record: add(key, scope.workspaceId, scopes, name) };
    },
    async listKeys() {
      return [...records.values()];
    },
    async rotateKey(_scope, id) {
      const record = records.get(id);
      return record ? { key: `hy_${randomUUID()}`, record } : null;
    },
    async revokeKey(_scope, id) {
      return records.delete(id);
    },
    async completeSetup(token, { workspace }) {
      if (done) throw new AppError('setup_done', 'This service is set up.');
      if (token !== setupToken) return null;
      done = true;
      const key = `hy_${randomUUID()}`;
      return { key, record: add(key, workspace, ['admin'], 'first') };
    },
    async completeSetupAs(token) {
      if (done) throw new AppError('setup_done', 'This service is set up.');
      if (token !== setupToken) return null;
      done = true;
      return fakeSignedIn('admin');
    },
    async setupDone() {
      return done;
    },
  };
}

function fakeWorkspaces(): Dependencies['workspaces'] {
  const shares = { auditShare: 0, secondOpinionShare: 0, finalCheckShare: 0, ...learning };
  let workspace: WorkspaceSettings = {
    id: 'a',
    name: 'A',
    taxonomy: 'cx',
    conflictThreshold: 0.5,
    retentionDays: null,
    model: null,
    taxonomyVersion: 0,
    lexiconVersion: 0,
    ...shares,
  };
  return {
    async get(scope) {
      return { ...workspace, id: scope.workspaceId };
    },
    readWith: async () => ({ taxonomy: workspace.taxonomy }),
    async update(_scope, patch) {
      workspace = { ...workspace, ...patch };
    },
  };
}

async function fakePreview({ path }: { path: string }): ReturnType<Dependencies['previewImport']> {
  if (readFileSync(path).length === 0) throw new AppError('file_unreadable', 'The file is empty.');
  const columns = { 评论: 'text', 评分: 'rating' };
  const rows = [{ row: 2, cells: ['物流太慢', '1'] }];
  return { format: 'csv', encoding: 'utf-8', headers: Object.keys(columns), columns, rows };
}

function fakeExport(format: 'csv' | 'xlsx' | 'ndjson'): ReturnType<Dependencies['openExport']> {
  return {
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    extension: format,
    async write(rows: AsyncIterable<CommentWithAnalysis>, out: Writable) {
      for await (const { comment } of rows) out.write(`${JSON.stringify(comment.text)}\r\n`);
      await new Promise<void>((resolve) => out.end(resolve));
    },
  };
}
