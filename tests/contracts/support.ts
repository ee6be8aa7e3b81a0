import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { AnalysisPool, AnalysisTask, IndexedOutcome } from '../../src/feedback/analysed.ts';
import type { Analysis, Issue, SentimentLabel } from '../../src/feedback/analysis.ts';
import type { ParsedComment } from '../../src/feedback/comment.ts';
import { keep } from '../../src/feedback/kept.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { databaseOf, onPostgres } from '../rig/postgres.ts';

/** A clock that only moves when told to. */
export function createClock(start = Date.parse('2026-03-01T08:00:00Z')) {
  let now = start;
  const clock = () => now;
  return Object.assign(clock, {
    advance(ms: number) {
      now += ms;
    },
  });
}
export type TestClock = ReturnType<typeof createClock>;

export const words = async (query: string): Promise<string[]> => query.split(/\s+/).filter((word) => word !== '');

export function tempDir(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'huiyin-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** In the folder, or where tests run on PostgreSQL in the database that goes by its name. */
export async function openTestStore(
  dataDir: string,
  clock: () => number,
  more: { commentsBeside?: number } = {},
): Promise<Store> {
  const open = (databaseUrl: string | null) =>
    openStore({ dataDir, databaseUrl, clock, searchTerms: words, conflictThreshold: 0.5, readers: 1, ...more });
  return open(await databaseUrlOf(dataDir));
}

/** Of the database that stands for the folder; null where it is in the folder. */
export async function databaseUrlOf(dataDir: string): Promise<string | null> {
  return onPostgres ? (await databaseOf(dataDir, makeTables)).url : null;
}

async function makeTables(databaseUrl: string): Promise<void> {
  const options = { clock: Date.now, searchTerms: words, conflictThreshold: 0.5 };
  const folder = tempDir();
  await (await openStore({ dataDir: folder.path, databaseUrl, ...options })).close();
  folder.remove();
}

/** Looks into the database of a test store, past the store. */
export async function readRows<Row extends object>(dataDir: string, sql: string): Promise<Row[]> {
  if (onPostgres) return (await databaseOf(dataDir, makeTables)).query<Row>(sql);
  const db = new Sqlite(join(dataDir, 'huiyin.db'), { readonly: true });
  const rows = db.prepare(sql).all() as Row[];
  db.close();
  return rows;
}

/** Adds a workspace beside those that are there. */
export async function newWorkspace(store: Store, name: string): Promise<Scope> {
  return { workspaceId: await store.workspaces.add({ name, taxonomy: 'cx' }), actor: 'system' };
}

export function comment(text: string, more: Partial<ParsedComment> = {}): ParsedComment {
  return { source: 'test', text, ratingScale: { min: 1, max: 5 }, masked: [], ...more };
}

/**
 * A tiny analyser for tests: words between spaces are terms; `+word` praises and `-word` complains about the leaf
 * `word`, `=word` names it and `~word` has a mixed opinion of it, `?` doubts, `!` contradicts the rating, `boom` breaks.
 */
export function analyseForTest({ id, comment: { text } }: AnalysisTask): IndexedOutcome {
  if (text.includes('boom')) return { ok: false, failure: 'it broke' };
  const terms = text.split(/\s+/).filter((word) => word !== '');
  const issues = terms.filter((term) => /^[+=~-]/.test(term)).map((term) => issueOf(term, text));
  const analysis: Analysis = {
    id,
    language: 'zh-Hans',
    truncated: false,
    sentiment: { ...sentimentOf(text), confidence: text.includes('?') ? 0.5 : 0.9, evidence: [] },
    kind: issues[0]?.kind ?? 'mention',
    escalation: 'none',
    clauses: [],
    issues,
    keywords: [...new Set(terms)].map((term) => ({ term, weight: 1, start: 0, end: 1, polarity: 0.5 })),
    conflict: text.includes('!')
      ? {
          score: 0.9,
          flagged: true,
          type: 'mixed_text',
          severity: 0.5,
          reasons: [],
          evidence: [],
          hiddenComplaints: [],
        }
      : null,
    quality: [],
    versions: { engine: 't', lexicon: 't', model: 't', taxonomy: 't', segmenter: 't', frequencies: 'background' },
  };
  const candidates = [...new Set(terms)].map((term) => {
    return { term, start: 0, end: 1, count: 1, polarity: 0.5, backgroundIdf: 1 };
  });
  return { ok: true, analysis, searchText: terms.join(' '), candidates };
}

function sentimentOf(text: string): { label: SentimentLabel; score: number } {
  const plus = text.split('+').length - 1;
  const minus = text.split('-').length - 1;
  if (plus > 0 && minus > 0) return { label: 'mixed', score: 0 };
  if (plus === minus) return { label: 'neutral', score: 0 };
  return plus > 0 ? { label: 'positive', score: 0.51 } : { label: 'negative', score: -0.52 };
}

const opinions: Record<string, Pick<Issue, 'kind' | 'sentiment'>> = {
  '+': { kind: 'praise', sentiment: { label: 'positive', score: 0.6 } },
  '-': { kind: 'complaint', sentiment: { label: 'negative', score: -0.6 } },
  '=': { kind: 'mention', sentiment: { label: 'neutral', score: 0 } },
  '~': { kind: 'complaint', sentiment: { label: 'mixed', score: 0 } },
};

function issueOf(term: string, text: string): Issue {
  const start = text.indexOf(term);
  return {
    code: `service.${term.slice(1)}`,
    path: ['服务', term.slice(1)],
    ...opinions[term[0]!]!,
    confidence: 0.9,
    escalation: 'none',
    severity: 0.5,
    evidence: [{ start, end: start + term.length, text: term }],
    source: 'rule',
    department: '客服中心',
    slaHours: 24,
    firstResponseHours: 2,
  };
}

export const testPool: AnalysisPool = {
  analyse: async (tasks) => tasks.map(analyseForTest),
  analyseToKeep: async (tasks) => tasks.map((task) => keep(analyseForTest(task))),
  searchTerms: words,
};

/** Analyses all that is queued, as the lanes would. */
export async function analyseAll(store: Store, limit = 200): Promise<void> {
  for (;;) {
    const tasks = await store.work.claim(limit, 60_000);
    if (tasks.length === 0) return;
    const done = tasks.map((task) => {
      const { commentId: id, comment, readWith } = task;
      return { task, outcome: keep(analyseForTest({ id, comment, ...readWith })) };
    });
    await store.work.save(
      done.flatMap(({ task, outcome }) => (outcome.ok ? [{ task, ...outcome }] : [])),
      done.flatMap(({ task, outcome }) => (outcome.ok ? [] : [{ task, failure: outcome.failure, retryAfterMs: null }])),
    );
  }
}
