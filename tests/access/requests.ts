/** How each route is called rightly. A route with a body or an id that is not here fails the matrix. */
import type { Route } from '../../src/http/route.ts';
import { eventInput, type Furnished, type Made, type Resource, targetInput } from './furnish.ts';

export const keyOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Routes about all workspaces together, which are for admins of the first one. */
export const isOperators = ({ path }: Route): boolean => path.startsWith('/v1/backups');

/** What the id in a path names, by the beginning of the path; the first that fits. */
const pathResources: [string, Resource][] = [
  ['/v1/comments/', 'comment'],
  ['/v1/issues/', 'issue'],
  ['/v1/reviews/', 'review'],
  ['/v1/topics/', 'topicRun'],
  ['/v1/topic-definitions/', 'topicDefinition'],
  ['/v1/reports/', 'report'],
  ['/v1/report-schedules/', 'reportSchedule'],
  ['/v1/events/', 'event'],
  ['/v1/targets/', 'target'],
  ['/v1/models/', 'model'],
  ['/v1/filters/', 'filter'],
  ['/v1/imports/', 'import'],
  ['/v1/jobs/', 'job'],
  ['/v1/users/', 'user'],
  ['/v1/keys/', 'key'],
  ['/v1/alerts/raised/', 'alert'],
  ['/v1/alerts/', 'alertRule'],
  ['/v1/webhooks/:id/deliveries/:delivery', 'delivery'],
  ['/v1/webhooks/', 'webhook'],
];

/** What the path of a route names; null for a path without an id. Throws for one that this file does not know. */
export function resourceOf({ path }: Route): Resource | null {
  if (!path.includes(':')) return null;
  const found = pathResources.find(([start]) => path.startsWith(start));
  if (!found) throw new Error(`nobody has said what ${path} names: add it to pathResources`);
  return found[1];
}

/** The path with the id of a thing in it. */
export function pathFor({ path }: Route, { id, parent }: Made): string {
  return path
    .replace(':id', encodeURIComponent(parent ?? id))
    .replace(':delivery', encodeURIComponent(id))
    .replace(':n', '0');
}

const word = (what: string): string => `${what} ${Math.random().toString(36).slice(2)}`;
const rule = { name: 'r', condition: { kind: 'label', labels: ['service'] } };
const order = { algorithm: 'lda', k: 1, seed: 1, filters: {} };

/** JSON bodies that are right, for a caller of the workspace. */
export const bodies: Record<string, (own: Furnished) => unknown> = {
  'post /v1/analyze': () => ({ comments: [{ text: '物流太慢了' }] }),
  'post /v1/comments': () => ({ comments: [{ source: 's', externalId: word('e'), text: 'a text' }] }),
  'patch /v1/issues/:id': () => ({ assignee: 'somebody' }),
  'post /v1/reviews/claim': () => ({ reviewer: 'x' }),
  'post /v1/reviews/:id/claim': () => ({}),
  'post /v1/reviews/:id/heartbeat': () => ({}),
  'post /v1/reviews/:id/release': () => ({}),
  'post /v1/reviews/:id/skip': () => ({}),
  'post /v1/reviews/accept': ({ own }) => ({ items: [{ id: own.review.id, etag: '"1"' }] }),
  'post /v1/reviews/:id/accept': () => ({}),
  'post /v1/reviews/:id/fix': () => ({ sentiment: 'positive' }),
  'post /v1/reviews/:id/reject': () => ({}),
  'post /v1/reviews/:id/escalate': () => ({ department: 'd' }),
  'post /v1/reviews/:id/undo': () => ({}),
  'post /v1/reviews': ({ own }) => ({ commentId: own.comment.id }),
  'post /v1/quality/blocked/lift': ({ mark }) => ({ kind: 'author', value: mark }),
  'put /v1/stats/settings': () => ({}),
  'post /v1/events': () => eventInput,
  'put /v1/events/:id': () => eventInput,
  'post /v1/targets': () => targetInput,
  'put /v1/targets/:id': () => targetInput,
  'put /v1/synonyms': ({ mark }) => ({ groups: [{ term: mark, words: [`${mark}b`] }] }),
  'post /v1/topics': () => order,
  'post /v1/topic-definitions': () => ({ name: word('d'), ...order }),
  'patch /v1/topic-definitions/:id': () => ({ name: word('d') }),
  'post /v1/reports': () => ({ period: 'month' }),
  'post /v1/report-schedules': () => ({ name: word('s'), cadence: 'monthly' }),
  'post /v1/topics/:id/suggestions/:n/accept': () => ({ parent: 'channel' }),
  'post /v1/models/train': () => ({}),
  'post /v1/models/:id/promote': () => ({}),
  'post /v1/models/:id/rollback': () => ({}),
  'put /v1/taxonomy': () => ({}),
  'post /v1/taxonomy/draft/operations': () => ({ operations: [] }),
  'post /v1/taxonomy/preview': () => ({}),
  'post /v1/taxonomy/publish': () => ({}),
  'post /v1/taxonomy/rollback': () => ({ version: 0 }),
  'put /v1/lexicon': ({ mark }) => ({ words: [`${mark}c`] }),
  'post /v1/lexicon/preview': () => ({}),
  'post /v1/lexicon/publish': () => ({}),
  'post /v1/lexicon/rollback': () => ({ version: 0 }),
  'post /v1/filters': () => ({ name: word('f'), filter: { channel: ['c'] } }),
  'post /v1/users/me/password': () => ({ current: 'not this one', password: 'another long password' }),
  'post /v1/users': () => ({ login: word('l').replace(' ', ''), name: 'n', role: 'reader' }),
  'patch /v1/users/:id': () => ({ name: 'somebody' }),
  'post /v1/keys': () => ({ name: 'k', scopes: ['read'] }),
  'post /v1/keys/:id/rotate': () => ({ graceHours: 1 }),
  'post /v1/erasures': () => ({ author: word('somebody') }),
  'post /v1/work/replays': () => ({ source: 'jobs' }),
  'patch /v1/workspace': () => ({ auditShare: 0.01 }),
  'patch /v1/alerts/raised/:id': () => ({ note: 'seen' }),
  'post /v1/alerts/preview': () => ({ condition: rule.condition, days: 30 }),
  'post /v1/alerts': () => rule,
  'patch /v1/alerts/:id': () => ({ name: 'r' }),
  'post /v1/webhooks': () => ({ url: 'http://127.0.0.1:9/x', events: ['issue.opened'] }),
  'patch /v1/webhooks/:id': () => ({ description: 'd' }),
  'post /v1/webhooks/:id/secret': () => ({ overlapHours: 1 }),
  'post /v1/webhooks/:id/replay': () => ({ since: '2026-01-01' }),
};

/** Queries without which a route cannot be called. */
export const queries: Record<string, (own: Furnished) => string> = {
  'get /v1/topics/:id/comparison': ({ own }) => `with=${own.topicRun.id}`,
  'get /v1/exports': () => 'format=csv',
  'get /v1/stats/breakdown': () => 'by=label',
  'get /v1/stats/coverage': () => 'by=channel',
  'get /v1/stats/heatmap': () => 'by=channel',
};

/** Routes that take a file. */
export const fileRoutes = ['post /v1/imports', 'post /v1/imports/preview'];

/** Ids outside of the path: in the query, in the body. Each is sent with what is one's own, another's and nobody's. */
export interface Reference {
  route: string;
  resource: Resource;
  /** The one among them of which the answer says something. */
  own?: (of: Furnished) => string;
  /** Why even one's own changes nothing in the answer. */
  unprovable?: string;
  /** Query or body with the id in it; `own`: what else is needed, of the caller's own. */
  query?: (id: string, own: Furnished) => string;
  body?: (id: string, own: Furnished) => unknown;
}

const filters = ['get /v1/comments', 'get /v1/stats/summary', 'get /v1/keywords'];
export const references: Reference[] = [
  { route: 'get /v1/issues', resource: 'comment', query: (id) => `commentId=${id}` },
  {
    route: 'get /v1/decisions',
    resource: 'comment',
    own: ({ special }) => special.decided,
    query: (id) => `commentId=${id}`,
  },
  { route: 'get /v1/decisions', resource: 'review', query: (id) => `itemId=${id}` },
  { route: 'get /v1/reviews', resource: 'comment', query: (id) => `commentId=${id}` },
  { route: 'get /v1/topics', resource: 'topicDefinition', query: (id) => `definition=${id}` },
  {
    route: 'get /v1/reports',
    resource: 'reportSchedule',
    unprovable: 'its first report is made when a month is over',
    query: (id) => `schedule=${id}`,
  },
  { route: 'get /v1/topics/:id/comparison', resource: 'topicRun', query: (id) => `with=${id}` },
  { route: 'get /v1/alerts/raised', resource: 'alertRule', query: (id) => `rule=${id}` },
  {
    route: 'get /v1/alerts/raised',
    resource: 'comment',
    own: ({ special }) => special.alerted,
    query: (id) => `commentId=${id}`,
  },
  {
    route: 'get /v1/audit',
    resource: 'comment',
    own: ({ deleted }) => deleted.comment!.id,
    query: (id) => `subject=${id}`,
  },
  { route: 'get /v1/audit', resource: 'user', own: ({ special }) => special.admin, query: (id) => `actor=user:${id}` },
  ...filters.map((route): Reference => ({ route, resource: 'topicRun', query: (id) => `topic=${id}.0` })),
  {
    route: 'get /v1/stats/compare',
    resource: 'topicRun',
    unprovable: 'no period before this one has ratings',
    query: (id) => `other.topic=${id}.0`,
  },
  {
    route: 'get /v1/keywords',
    resource: 'topicRun',
    unprovable: 'too few comments for a contrast',
    query: (id) => `rank=contrast&other.topic=${id}.0`,
  },
  { route: 'post /v1/reviews', resource: 'comment', body: (commentId) => ({ commentId }) },
  { route: 'post /v1/reviews/accept', resource: 'review', body: (id) => ({ items: [{ id, etag: '"1"' }] }) },
  { route: 'post /v1/reviews/claim', resource: 'topicRun', body: (id) => ({ filters: { topic: [`${id}.0`] } }) },
  {
    route: 'post /v1/work/replays',
    resource: 'comment',
    unprovable: 'its analysis has not failed',
    body: (id) => ({ source: 'comments', id }),
  },
  {
    route: 'post /v1/work/replays',
    resource: 'delivery',
    unprovable: 'it waits to be sent',
    body: (id) => ({ source: 'deliveries', id }),
  },
  {
    route: 'post /v1/reports',
    resource: 'report',
    body: (compareWith) => ({ period: 'month', compareWith }),
  },
  {
    route: 'post /v1/topics',
    resource: 'topicRun',
    body: (id) => ({ ...order, filters: { topic: [`${id}.0`] } }),
  },
];

/** Parameters of queries that name nothing of a workspace. `cursor` has a test of its own. */
export const plainParameters = new Set(
  (
    'wait text label mention noMention sentiment kind escalation channel source language author keyword rated ratingMin ratingMax from to metadata ' +
    'conflict covered quality flag scanned state limit cursor department assignee overdue unassigned firstResponseOverdue reason by interval ' +
    'imputation goal confidence margin proportion population beside rank other beforeFrom beforeTo reviewer verdict ' +
    'action format id version'
  ).split(' '),
);
