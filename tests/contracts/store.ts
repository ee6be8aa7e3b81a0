/** What every store must do, whatever database is under it. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Ruling } from '../../src/store/ruling.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, type TestClock } from './support.ts';

export interface StoreUnderTest {
  open(clock: () => number): Promise<Store>;
  /** Roll-ups of a workspace, and the same counted anew from the rows; both sorted. */
  rollups(workspaceId: string): MaybePromise<{ kept: unknown[]; recounted: unknown[] }>;
  /** Keywords and issues with another day, channel or source than their comment. */
  strayCells(workspaceId: string): MaybePromise<unknown[]>;
  /** Number of rows that mention the workspace, by table. */
  rowCounts(workspaceId: string): MaybePromise<Record<string, number>>;
  /** Whether any file of the store holds these characters; for a store behind a server, whether any row does. */
  onDisk(text: string): MaybePromise<boolean>;
  remove(): MaybePromise<void>;
}

type MaybePromise<T> = T | Promise<T>;

const rulings: Ruling[] = [
  { verdict: 'accept' },
  { verdict: 'reject' },
  { verdict: 'fix', correction: { sentiment: { label: 'very_positive' }, ratingValid: false }, findLeaf: () => null },
  {
    verdict: 'fix',
    correction: { issues: [{ op: 'change', code: 'service.a', to: { sentiment: 'neutral', code: 'service.b' } }] },
    findLeaf: (code) => ({ code, path: [code], department: 'd', slaHours: 1, firstResponseHours: 1 }),
  },
  { verdict: 'escalate', to: { department: 'd' } },
];

/** Claims what is next and rules over it; a ruling that does not fit is left. */
async function decideNext(store: Store, scope: Scope, how: number): Promise<void> {
  const id = await store.claims.next(scope, { leaseMs: 500 });
  if (id === null) return;
  await store.reviews.decide(scope, id, rulings[how]!, { version: null }).catch(ofState);
}

function ofState(error: { code?: string }): void {
  if (!['state_conflict', 'unknown_code', 'held_by_another'].includes(error.code ?? '')) throw error;
}

export function storeContract(name: string, create: () => StoreUnderTest): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: Store;
    let clock: TestClock;
    let scope: Scope;
    let other: Scope;
    const list = async (filter: CommentFilter, of = scope) =>
      (await store.comments.list(of, filter, { limit: 200 })).items.map((item) => item.comment.text).sort();

    const keywordsOf = async (of: Scope, filter: CommentFilter) =>
      (await store.keywords.find(of, { filter, limit: 50, beside: 0, compare: null })).items;

    beforeAll(async () => {
      under = create();
      clock = createClock();
      store = await under.open(clock);
    });
    afterAll(async () => {
      await store.close();
      await under.remove();
    });
    beforeEach(async () => {
      scope = await newWorkspace(store, 'own');
      other = await newWorkspace(store, 'other');
    });

    describe('ingest', () => {
      test('answers created, unchanged and updated, and counts revisions', async () => {
        const send = (text: string) => store.comments.ingest(scope, [comment(text, { externalId: 'e1' })]);
        const [created] = await send('one');
        expect(created).toMatchObject({ status: 'created', revision: 1 });
        expect((await send('one'))[0]).toEqual({ id: created!.id, status: 'unchanged', revision: 1 });
        expect((await send('two'))[0]).toEqual({ id: created!.id, status: 'updated', revision: 2 });
      });

      test('keeps what was sent', async () => {
        const sent = comment('text', {
          externalId: 'e',
          rating: 7.5,
          ratingScale: { min: 0, max: 10 },
          ratings: { 物流: 1 },
          channel: 'app',
          language: 'zh',
          author: 'a',
          occurredAt: '2026-02-03T04:05:06+08:00',
          metadata: { shop: '7' },
          masked: [{ start: 0, end: 1, kind: 'phone' }],
        });
        const [outcome] = await store.comments.ingest(scope, [sent]);
        const found = await store.comments.get(scope, outcome!.id);
        expect(found!.comment).toMatchObject({ ...sent, occurredAt: '2026-02-02T20:05:06.000Z', day: '2026-02-02' });
      });

      test('any well-formed text comes back as it went in', async () => {
        const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !value.includes('\0'));
        await fc.assert(
          fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
            const outcomes = await store.comments.ingest(
              scope,
              texts.map((value) => comment(value, { author: value, metadata: { key: value } })),
            );
            for (const [index, { id }] of outcomes.entries()) {
              const found = (await store.comments.get(scope, id))!.comment;
              expect([found.text, found.author, found.metadata!.key]).toEqual(Array(3).fill(texts[index]));
            }
          }),
          { numRuns: 20 },
        );
      });

      test('a key twice in one batch is stored as if sent twice', async () => {
        const twice = ['one', 'two', 'two'].map((text) => comment(text, { externalId: 'same' }));
        const outcomes = await store.comments.ingest(scope, twice);
        expect(outcomes.map(({ status }) => status)).toEqual(['created', 'updated', 'unchanged']);
        expect(await list({})).toEqual(['two']);
      });

      test('parallel calls of one comment make one row', async () => {
        const calls = Array.from({ length: 50 }, () =>
          store.comments.ingest(scope, [comment('x', { externalId: 'p' })]),
        );
        const outcomes = (await Promise.all(calls)).flat();
        expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1);
        expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(1);
        expect(await list({})).toHaveLength(1);
      });

      test('a failing call does not sink its neighbours', async () => {
        const nowhere: Scope = { workspaceId: 'nowhere', actor: 'system' };
        const bad = store.comments.ingest(nowhere, [comment('bad')]);
        const good = store.comments.ingest(scope, [comment('good')]);
        await expect(bad).rejects.toThrow();
        expect(await good).toHaveLength(1);
      });

      test('a changed comment loses what was derived from it and is queued again', async () => {
        await store.comments.ingest(scope, [comment('-slow old', { externalId: 'c' })]);
        await analyseAll(store);
        const [outcome] = await store.comments.ingest(scope, [comment('+fast', { externalId: 'c' })]);
        expect(await store.comments.get(scope, outcome!.id)).toMatchObject({
          analysis: null,
          comment: { state: 'pending' },
        });
        expect(await list({ text: 'old' })).toEqual([]);
        expect((await store.issues.list(scope, {}, { limit: 10 })).items).toEqual([]);
        await analyseAll(store);
        expect((await store.issues.list(scope, {}, { limit: 10 })).items.map(({ code }) => code)).toEqual([
          'service.fast',
        ]);
      });
    });

    describe('reading', () => {
      beforeEach(async () => {
        await store.comments.ingest(scope, [
          comment('-slow a', {
            rating: 1,
            channel: 'app',
            author: 'x',
            metadata: { shop: '1' },
            occurredAt: '2026-01-01T00:00:00Z',
          }),
          comment('+fast b', { rating: 5, channel: 'web', source: 'other', occurredAt: '2026-01-02T12:00:00Z' }),
          comment('+slow -fast c !', {
            rating: 4,
            occurredAt: '2026-01-03T00:00:00Z',
            metadata: { shop: '2', 'a"b': 'q' },
          }),
          comment('boom d', { occurredAt: '2026-01-04T00:00:00Z' }),
        ]);
        await analyseAll(store);
      });

      const cases: [string, CommentFilter, string[]][] = [
        ['nothing', {}, ['+fast b', '+slow -fast c !', '-slow a', 'boom d']],
        ['a leaf', { label: ['service.slow'] }, ['+slow -fast c !', '-slow a']],
        ['a subtree', { label: ['service'] }, ['+fast b', '+slow -fast c !', '-slow a']],
        ['a beginning that is no node', { label: ['serv'] }, []],
        ['sentiment', { sentiment: ['negative', 'mixed'] }, ['+slow -fast c !', '-slow a']],
        ['kind', { kind: ['praise'] }, ['+fast b', '+slow -fast c !']],
        ['channel', { channel: ['app', 'web'] }, ['+fast b', '-slow a']],
        ['source', { source: ['other'] }, ['+fast b']],
        ['author', { author: ['x'] }, ['-slow a']],
        ['rating', { ratingMin: 2, ratingMax: 4 }, ['+slow -fast c !']],
        ['from', { from: '2026-01-02T12:00:00.000Z' }, ['+fast b', '+slow -fast c !', 'boom d']],
        ['to, a day', { to: '2026-01-02' }, ['+fast b', '-slow a']],
        ['to, an instant', { to: '2026-01-02T12:00:00Z' }, ['-slow a']],
        ['metadata', { metadata: { shop: ['1', '2'] } }, ['+slow -fast c !', '-slow a']],
        ['a metadata key with a quote', { metadata: { 'a"b': ['q'] } }, ['+slow -fast c !']],
        ['a flagged conflict', { conflict: ['flagged'] }, ['+slow -fast c !']],
        ['a conflict that waits for its review', { conflict: ['in_review'] }, ['+slow -fast c !']],
        ['a type of conflict', { conflict: ['mixed_text'] }, ['+slow -fast c !']],
        ['another type of conflict', { conflict: ['subscore_mismatch'] }, []],
        ['state', { state: ['failed'] }, ['boom d']],
        ['text', { text: 'slow' }, ['+slow -fast c !', '-slow a']],
        ['all words of a text', { text: 'slow fast' }, ['+slow -fast c !']],
        ['a text without words', { text: ' ' }, []],
        ['a text with query syntax', { text: 'slow" OR "b' }, []],
        ['several keys', { label: ['service.slow'], channel: ['app'] }, ['-slow a']],
        ['no values', { label: [], conflict: [] }, []],
      ];
      test.each(cases)('filters by %s, and counts the same', async (_, filter, texts) => {
        expect(await list(filter)).toEqual(texts);
        expect((await store.stats.summary(scope, filter)).comments).toBe(texts.length);
        const streamed: string[] = [];
        for await (const item of store.comments.stream(scope, filter)) streamed.push(item.comment.text);
        expect(streamed.sort()).toEqual(texts);
      });

      test('pages are the list, newest first, and a cursor fits its list alone', async () => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.comments.list(scope, {}, { limit: 1, ...(cursor ? { cursor } : {}) });
          seen.push(...page.items.map((item) => item.comment.text));
          if (page.nextCursor) cursor = page.nextCursor;
          else break;
        } while (seen.length < 10);
        expect(seen).toEqual(['boom d', '+slow -fast c !', '+fast b', '-slow a']);
        const page = { limit: 1, cursor: cursor! };
        const refused = { code: 'invalid_format' };
        await expect(store.comments.list(scope, { channel: ['app'] }, page)).rejects.toMatchObject(refused);
        await expect(store.comments.list(other, {}, page)).rejects.toMatchObject(refused);
        await expect(store.issues.list(scope, {}, page)).rejects.toMatchObject(refused);
        const tampered = { limit: 1, cursor: `${cursor!.slice(0, 30)}AAAA${cursor!.slice(34)}` };
        await expect(store.comments.list(scope, {}, tampered)).rejects.toMatchObject(refused);
        await expect(store.comments.list(scope, {}, { limit: 1, cursor: 'x' })).rejects.toMatchObject(refused);
      });

      test('a failure is shown with its reason', async () => {
        const { items } = await store.comments.list(scope, { state: ['failed'] }, { limit: 10 });
        expect(items[0]).toMatchObject({ analysis: null, comment: { failure: 'it broke' } });
      });
    });

    describe('statistics', () => {
      const channels: (string | undefined)[] = ['app', 'web', undefined];
      const change = fc.oneof(
        fc.record({
          kind: fc.constant('put' as const),
          id: fc.integer({ min: 0, max: 5 }),
          text: fc.constantFrom('+a', '-a', '+a -a', '-b.c !', '? word', 'boom', '+a -b.c'),
          channel: fc.constantFrom(...channels),
          rating: fc.constantFrom(undefined, 1, 4, 5),
          day: fc.integer({ min: 1, max: 3 }),
        }),
        fc.record({ kind: fc.constant('delete' as const), id: fc.integer({ min: 0, max: 5 }) }),
        fc.record({ kind: fc.constant('analyse' as const) }),
        fc.record({ kind: fc.constant('reanalyse' as const) }),
        fc.record({ kind: fc.constant('touch' as const) }),
        fc.record({ kind: fc.constant('decide' as const), how: fc.nat(4) }),
        fc.record({ kind: fc.constant('undo' as const), which: fc.nat(5) }),
      );

      const parts: CommentFilter[] = [
        { from: '2026-01-02', to: '2026-01-02', channel: ['app'] },
        { from: '2026-01-02' },
        { source: ['odd'] },
        { to: '2026-01-02', channel: ['web', ''], source: ['even', 'none'] },
      ];

      test('law: the roll-ups equal a recount of the rows after any changes', async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (changes) => {
            const own = await newWorkspace(store, 'law');
            const ids = new Map<number, string>();
            for (const step of changes) {
              clock.advance(1000);
              if (step.kind === 'put') {
                const sent = comment(step.text, {
                  externalId: `e${step.id}`,
                  source: step.id % 2 === 0 ? 'even' : 'odd',
                  occurredAt: `2026-01-0${step.day}T00:00:00Z`,
                  ...(step.channel === undefined ? {} : { channel: step.channel }),
                  ...(step.rating === undefined ? {} : { rating: step.rating }),
                });
                const [outcome] = await store.comments.ingest(own, [sent]);
                ids.set(step.id, outcome!.id);
              } else if (step.kind === 'delete') {
                const id = ids.get(step.id);
                if (id) await store.comments.delete(own, id);
              } else if (step.kind === 'analyse') {
                await analyseAll(store, 3);
              } else if (step.kind === 'reanalyse') {
                await store.work.requeue(own, [...ids.values()], null);
              } else if (step.kind === 'decide') {
                await decideNext(store, own, step.how);
              } else if (step.kind === 'undo') {
                const { items } = await store.decisions.list(own, {}, { limit: 6 });
                const decision = items[step.which];
                const change = { version: null, admin: true };
                if (decision) await store.reviews.undo(own, decision.itemId, change).catch(ofState);
              } else {
                const { items } = await store.issues.list(own, {}, { limit: 1 });
                if (items[0]) await store.issues.patch(own, items[0].id, { note: 'seen' });
              }
              const { kept, recounted } = await under.rollups(own.workspaceId);
              expect(kept).toEqual(recounted);
              expect(await under.strayCells(own.workspaceId)).toEqual([]);
            }
            // The same figures by way of the rows: a filter that the roll-ups cannot answer, yet lets all pass.
            const all: CommentFilter = { ratingMin: -1 };
            const rows: CommentFilter = { metadata: {} };
            expect(await store.stats.summary(own, rows)).toEqual(await store.stats.summary(own, {}));
            for (const by of ['label', 'channel', 'source', 'sentiment'] as const) {
              expect(await store.stats.breakdown(own, rows, by)).toEqual(await store.stats.breakdown(own, {}, by));
            }
            expect(await store.stats.trend(own, rows, 'day')).toEqual(await store.stats.trend(own, {}, 'day'));
            expect(await keywordsOf(own, rows)).toEqual(await keywordsOf(own, {}));
            for (const part of parts) {
              const counted = { ...part, ...rows };
              expect(await store.stats.summary(own, counted)).toEqual(await store.stats.summary(own, part));
              for (const by of ['label', 'source'] as const)
                expect(await store.stats.breakdown(own, counted, by)).toEqual(
                  await store.stats.breakdown(own, part, by),
                );
              expect(await keywordsOf(own, counted)).toEqual(await keywordsOf(own, part));
            }
            // A rating that a reviewer found wrong is there, and counts nowhere.
            expect((await store.stats.summary(own, all)).comments).toBeGreaterThanOrEqual(
              (await store.stats.summary(own, {})).csat?.n ?? 0,
            );
            await analyseAll(store);
          }),
          { numRuns: 25 },
        );
      });

      test('satisfaction by the definitions', async () => {
        const ten = { ratingScale: { min: 1, max: 10 } };
        const ratings = [6, 7, 7, ...Array<number>(34).fill(8), 9];
        await store.comments.ingest(
          scope,
          ratings.map((rating) => comment('x', { rating, ...ten })),
        );
        const { tenPointIndex, nps, csat, ces } = await store.stats.summary(scope, {});
        expect(tenPointIndex).toEqual({ value: expect.closeTo(79.2, 1), n: 38 });
        expect(nps!.value).toBeCloseTo(0);
        expect(csat!.value).toBeCloseTo(37 / 38);
        expect(ces).toBeNull();
      });

      test('weeks begin on Monday, months on the first', async () => {
        for (const day of ['2026-03-01', '2026-03-02', '2026-03-08', '2026-03-09']) {
          await store.comments.ingest(scope, [comment('x', { occurredAt: `${day}T10:00:00Z`, rating: 3 })]);
        }
        const weeks = await store.stats.trend(scope, {}, 'week');
        expect(weeks.map(({ period, comments }) => [period, comments])).toEqual([
          ['2026-02-23', 1],
          ['2026-03-02', 2],
          ['2026-03-09', 1],
        ]);
        expect(await store.stats.trend(scope, {}, 'month')).toMatchObject([
          { period: '2026-03-01', comments: 4, meanRating: 3 },
        ]);
      });

      test('keywords add up over the comments that the filter leaves', async () => {
        await store.comments.ingest(scope, [comment('a b', { channel: 'app' }), comment('a', { channel: 'web' })]);
        await analyseAll(store);
        const [first, second] = await keywordsOf(scope, {});
        expect(first).toMatchObject({ term: 'a', comments: 2, weight: 2, polarity: 0.5, share: { value: 1, n: 2 } });
        expect(second).toMatchObject({ term: 'b', comments: 1, share: { value: 0.5 } });
        expect(await keywordsOf(scope, { channel: ['web'] })).toHaveLength(1);
      });
    });

    describe('erasure', () => {
      test('nothing of a deleted comment is left but its name in the audit trail', async () => {
        await store.comments.ingest(scope, [comment('stays')]);
        await analyseAll(store);
        const topics = await store.topicRuns.create(scope, { algorithm: 'lda', k: 1, seed: 1, filters: {} });
        const before = await under.rowCounts(scope.workspaceId);
        const [outcome] = await store.comments.ingest(scope, [comment('-slow zanzibar ! ?', { rating: 5 })]);
        await analyseAll(store);
        await store.topicAssignments.assign(scope, topics.id, [{ commentId: outcome!.id, topic: 0, probability: 1 }]);
        const { items } = await store.issues.list(scope, {}, { limit: 1 });
        await store.issues.patch(scope, items[0]!.id, { state: 'resolved', note: 'zanzibar' });
        const item = (await store.claims.next(scope, { leaseMs: 1000, reviewer: 'ann' }))!;
        const change = { reviewer: 'ann', version: null, note: 'zanzibar' };
        await store.claims.release(scope, item, { ...change, skip: true });
        await store.claims.claim(scope, item, { leaseMs: 1000, reviewer: 'ann' });
        await store.reviews.decide(scope, item, { verdict: 'accept' }, change);
        await store.reviews.add(scope, outcome!.id, { note: 'zanzibar' });
        expect(await store.comments.delete(scope, outcome!.id)).toBe(true);
        expect(await store.comments.delete(scope, outcome!.id)).toBe(false);
        const { audit: _, ...after } = await under.rowCounts(scope.workspaceId);
        const { audit: __, ...then } = before;
        expect(after).toEqual(then);
        expect(await list({ text: 'zanzibar' })).toEqual([]);
        await store.sweep();
        expect(await under.onDisk('-slow zan')).toBe(false);
        expect(await under.onDisk('zanzibar')).toBe(false);
        expect(await list({ text: 'stays' })).toHaveLength(1);
      });
    });

    describe('workspaces', () => {
      test('no row of one is visible from another, by any method', async () => {
        const [mine] = await store.comments.ingest(scope, [comment('-slow ! ?', { externalId: 'k', rating: 5 })]);
        await analyseAll(store);
        const issue = (await store.issues.list(scope, {}, { limit: 1 })).items[0]!;
        const job = await store.jobRows.create(scope, 'sample', {});
        const topics = await store.topicRuns.create(scope, { algorithm: 'lda', k: 1, seed: 1, filters: {} });
        await store.topicAssignments.assign(scope, topics.id, [{ commentId: mine!.id, topic: 0, probability: 1 }]);
        const { record } = await store.access.createKey(scope, { name: 'k', scopes: ['read'] });
        const { ticket } = await store.idempotency.begin(scope, 'o', 'key', 'hash');
        const page = { limit: 10 };

        expect(await store.comments.get(other, mine!.id)).toBeNull();
        expect(await store.comments.delete(other, mine!.id)).toBe(false);
        expect(await store.comments.waitForAnalyses(other, [mine!.id], 0)).toEqual([]);
        expect((await store.comments.list(other, {}, page)).items).toEqual([]);
        expect((await store.comments.list(other, { text: 'slow' }, page)).items).toEqual([]);
        for await (const _ of store.comments.stream(other, {})) expect.fail('a comment of another workspace');
        expect(await store.issues.get(other, issue.id)).toBeNull();
        expect(await store.issues.patch(other, issue.id, { note: 'mine' })).toBeNull();
        expect(await store.issues.history(other, issue.id)).toEqual([]);
        expect((await store.issues.list(other, { commentId: mine!.id }, page)).items).toEqual([]);
        const item = (await store.claims.next(scope, { leaseMs: 60_000 }))!;
        const change = { version: null };
        expect((await store.reviews.list(other, {}, page)).items).toEqual([]);
        expect(await store.reviews.get(other, item)).toBeNull();
        expect(await store.reviews.alike(other, item, 10)).toBeNull();
        expect(await store.reviews.counts(other)).toMatchObject({ open: 0, claimed: 0, done: 0, byReason: [] });
        expect(await store.reviews.add(other, mine!.id, {})).toBeNull();
        expect(await store.claims.next(other, { leaseMs: 60_000 })).toBeNull();
        expect(await store.claims.claim(other, item, { leaseMs: 60_000 })).toBe(false);
        expect(await store.claims.heartbeat(other, item, { leaseMs: 60_000 })).toBe(false);
        expect(await store.claims.release(other, item, { ...change, skip: true })).toBe(false);
        expect(await store.reviews.decide(other, item, { verdict: 'accept' }, change)).toBe(false);
        expect(await store.reviews.acceptAll(other, [{ id: item, version: 2 }], {})).toMatchObject([
          { code: 'not_found' },
        ]);
        await store.reviews.decide(scope, item, { verdict: 'accept' }, change);
        expect(await store.reviews.undo(other, item, { ...change, admin: true })).toBe(false);
        expect((await store.decisions.list(other, { commentId: mine!.id }, page)).items).toEqual([]);
        for await (const _ of store.decisions.examples(other)) expect.fail('a decision of another workspace');
        expect(await store.stats.summary(other, {})).toMatchObject({
          comments: 0,
          issues: { open: 0 },
          conflicts: { open: 0 },
        });
        expect(await store.stats.summary(other, { ratingMin: 0 })).toMatchObject({ comments: 0 });
        expect(await store.stats.trend(other, {}, 'day')).toEqual([]);
        expect(await store.stats.breakdown(other, {}, 'label')).toEqual([]);
        expect(await store.stats.breakdown(other, {}, 'source')).toEqual([]);
        expect(await keywordsOf(other, {})).toEqual([]);
        expect((await store.work.frequencies(other.workspaceId, ['-slow'])).of('-slow')).toBe(0);
        expect(await store.work.requeue(other, [mine!.id], null)).toBe(0);
        expect(await store.jobRows.get(other, job.id)).toBeNull();
        expect(await store.jobRows.cancel(other, job.id)).toBeNull();
        expect((await store.jobRows.list(other, page)).items).toEqual([]);
        expect(await store.topicRuns.get(other, topics.id)).toBeNull();
        expect((await store.topicRuns.list(other, page)).items).toEqual([]);
        expect(await store.topicRuns.delete(other, topics.id)).toBe(false);
        expect((await store.topicAssignments.list(other, topics.id, null, page)).items).toEqual([]);
        expect(await store.topicComments.quotes(other, [mine!.id])).toEqual([]);
        for await (const _ of store.topicComments.lots(other, {}, topics.id))
          expect.fail('a comment of another workspace');
        expect(await store.comments.named(other, [mine!.id])).toEqual([]);
        expect(await store.access.listKeys(other)).toEqual([]);
        expect(await store.access.revokeKey(other, record.id)).toBe(false);
        await store.idempotency.finish(other, ticket, { status: 200, body: 'stolen' });
        await store.idempotency.abandon(other, ticket);
        expect((await store.idempotency.begin(other, 'o', 'key', 'another')).replay).toBeUndefined();
        await expect(store.idempotency.begin(scope, 'o', 'key', 'hash')).rejects.toMatchObject({
          code: 'idempotency_in_progress',
        });

        // The same key of upstream is another comment there.
        const [theirs] = await store.comments.ingest(other, [comment('theirs', { externalId: 'k' })]);
        expect(theirs).toMatchObject({ status: 'created', revision: 1 });
        expect(await list({}, scope)).toEqual(['-slow ! ?']);
      });
    });
  });
}
