/** Bar I3: every limit of the table holds at L and breaks at L + 1. A limit of the table that has no case here fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { limits } from '../../src/feedback/limits.ts';
import { createWorld, keys } from './fakes.ts';
import { expectProblem, type Reply, type Rig, sendRaw, startRig } from './harness.ts';

let rig: Rig;
const uploadDir = mkdtempSync(join(tmpdir(), 'huiyin-limits-'));
beforeAll(async () => {
  rig = await startRig(createWorld({ uploadDir }));
});
afterAll(async () => {
  await rig.close();
  rmSync(uploadDir, { recursive: true });
});

const json = { 'content-type': 'application/json' };
const good = '{"source":"s","text":"好"}';
const repeat = (count: number, item: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => item(at)).join(',');
const post = (path: string, body: string) => rig.call('POST', path, { body, headers: json });
const one = (fields: string) => post('/v1/comments', `{"comments":[{"source":"s","text":"好",${fields}}]}`);
const padded = (body: string, bytes: number) => body + ' '.repeat(bytes - Buffer.byteLength(body));
/** A value that is `levels` deep, within the two levels of `{"comments":[`. */
const deep = (levels: number) => `${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}`;
/** The whole head of a request, line and headers, of so many bytes. */
const head = (bytes: number) => {
  const start = `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: `;
  return `${start}${'a'.repeat(bytes - start.length - 4)}\r\n\r\n`;
};
const upload = (bytes: number, name: string) => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return rig.call('POST', '/v1/imports', { body: form });
};
const raw = async (request: string): Promise<Reply> => {
  const answer = await sendRaw(rig.port, request);
  const [top = '', text = ''] = answer.split('\r\n\r\n');
  const lines = top
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => [line.split(': ')[0]!, line.split(': ')[1]!]);
  return {
    status: Number(answer.slice(9, 12)),
    headers: new Headers(lines),
    text,
    json: text === '' ? undefined : JSON.parse(text),
  };
};

const rule = (words: string[]) =>
  rig.call('POST', '/v1/alerts', { json: { name: 'n', condition: { kind: 'keyword', words } } });

interface Case {
  /** Sends something of exactly this size. */
  send: (size: number) => Promise<Reply>;
  code: ProblemCode;
  /** Statuses that show that the size itself was all right. */
  passes?: number[];
  /** The smallest step that the limit can tell apart. */
  step?: number;
}

const names = { 'zh-CN': '名', 'zh-TW': '名', en: 'name' };
const count = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const groups = (n: number) => Object.fromEntries(count(n, (i) => [`g${i}`, names]));
const leaf = (i: number, more: object = {}) => ({
  code: `g0.l${i}`,
  names,
  description: { 'zh-CN': '说', en: 'said' },
  department: '部',
  slaHours: 2,
  firstResponseHours: 1,
  aspects: [`c${i}`],
  examples: ['例'],
  ...more,
});
const small = (more: object) => ({ id: 'tiny', names, groups: groups(1), leaves: [leaf(0)], ...more });
const lexicon = (lists: object) => rig.call('PUT', '/v1/lexicon', { json: lists });
const taxonomy = (more: object) => rig.call('PUT', '/v1/taxonomy', { json: small(more) });

const cases: Partial<Record<keyof typeof limits, Case>> = {
  analyzeComments: {
    send: (n) => post('/v1/analyze', `{"comments":[${repeat(n, () => '{"text":"好"}')}]}`),
    code: 'batch_too_large',
  },
  analyzeBytes: { send: (n) => post('/v1/analyze', padded('{"comments":[{"text":"好"}]}', n)), code: 'body_too_large' },
  batchComments: {
    send: (n) => post('/v1/comments', `{"comments":[${repeat(n, () => good)}]}`),
    code: 'batch_too_large',
  },
  batchBytes: { send: (n) => post('/v1/comments', padded(`{"comments":[${good}]}`, n)), code: 'body_too_large' },
  waitComments: {
    send: (n) => post('/v1/comments?wait=true', `{"comments":[${repeat(n, () => good)}]}`),
    code: 'batch_too_large',
  },
  lineBytes: {
    send: (n) =>
      rig.call('POST', '/v1/comments', { body: padded(good, n), headers: { 'content-type': 'application/x-ndjson' } }),
    code: 'line_too_large',
  },
  textUnits: { send: (n) => post('/v1/analyze', `{"comments":[{"text":"${'a'.repeat(n)}"}]}`), code: 'text_too_large' },
  metadataKeys: { send: (n) => one(`"metadata":{${repeat(n, (at) => `"k${at}":"v"`)}}`), code: 'too_many_keys' },
  metadataKeyUnits: { send: (n) => one(`"metadata":{"${'k'.repeat(n)}":"v"}`), code: 'out_of_range' },
  metadataValueUnits: { send: (n) => one(`"metadata":{"k":"${'v'.repeat(n)}"}`), code: 'out_of_range' },
  ratingsKeys: { send: (n) => one(`"ratings":{${repeat(n, (at) => `"k${at}":1`)}}`), code: 'too_many_keys' },
  jsonDepth: { send: (n) => post('/v1/comments', `{"comments":[${deep(n)},${good}]}`), code: 'too_deep' },
  jsonValues: {
    // The first values are the body, its list, the comment and its two strings.
    send: (n) => post('/v1/comments', `{"comments":[${good},[${'1,'.repeat(n - 7)}1]]}`),
    code: 'batch_too_large',
  },
  objectKeys: {
    send: (n) => post('/v1/comments', `{"comments":[{${repeat(n, (at) => `"k${at}":1`)}},${good}]}`),
    code: 'too_many_keys',
  },
  externalIdUnits: { send: (n) => one(`"externalId":"${'i'.repeat(n)}"`), code: 'out_of_range' },
  nameUnits: { send: (n) => one(`"author":"${'n'.repeat(n)}"`), code: 'out_of_range' },
  uploadBytes: { send: (n) => upload(n, 'a.csv'), code: 'upload_too_large' },
  xlsxBytes: { send: (n) => upload(n, 'a.xlsx'), code: 'upload_too_large' },
  headerBytes: { send: (n) => raw(head(n)), code: 'header_too_large' },
  queryBytes: {
    send: (n) => rig.call('GET', `/v1/comments?text=${'a'.repeat(n - 5)}`),
    code: 'query_too_large',
    passes: [422],
  },
  pageSize: { send: (n) => rig.call('GET', `/v1/comments?limit=${n}`), code: 'out_of_range' },
  filterValues: {
    send: (n) => rig.call('GET', `/v1/comments?${repeat(n, () => 'channel=a').replaceAll(',', '&')}`),
    code: 'out_of_range',
  },
  bulkReviews: {
    send: (n) => post('/v1/reviews/accept', `{"items":[${repeat(n, () => '{"id":"x","etag":"\\"1\\""}')}]}`),
    code: 'out_of_range',
  },
  topics: {
    send: async (n) => {
      // There must be as many comments as topics.
      await post('/v1/comments', `{"comments":[${repeat(n, () => good)}]}`);
      return post('/v1/topics', `{"k":${n}}`);
    },
    code: 'out_of_range',
  },
  synonyms: {
    send: (n) => {
      const words = Array.from({ length: n - 1 }, (_, i) => `w${i}`);
      return rig.call('PUT', '/v1/synonyms', { json: { groups: [{ term: 'term', words }] } });
    },
    code: 'out_of_range',
  },
  taxonomyLeaves: { send: (n) => taxonomy({ leaves: count(n, leaf) }), code: 'out_of_range' },
  taxonomyGroups: {
    send: (n) => taxonomy({ leaves: count(n, (i) => leaf(i, { code: `g${i}.l` })), groups: groups(n) }),
    code: 'out_of_range',
  },
  taxonomyCues: {
    send: (n) => taxonomy({ leaves: [leaf(0, { aspects: count(n, (i) => `c${i}`) })] }),
    code: 'out_of_range',
  },
  cueUnits: { send: (n) => taxonomy({ leaves: [leaf(0, { aspects: ['c'.repeat(n)] })] }), code: 'out_of_range' },
  taxonomyTextUnits: {
    send: (n) => taxonomy({ leaves: [leaf(0, { department: 'd'.repeat(n) })] }),
    code: 'out_of_range',
  },
  taxonomyBytes: {
    send: (n) => rig.call('PUT', '/v1/taxonomy', { body: padded(JSON.stringify(small({})), n), headers: json }),
    code: 'body_too_large',
  },
  taxonomyOperations: {
    send: async (n) => {
      await taxonomy({});
      const operations = count(n, () => ({ op: 'rename', code: 'g0', names }));
      return rig.call('POST', '/v1/taxonomy/draft/operations', { json: { operations } });
    },
    code: 'out_of_range',
  },
  lexiconWords: { send: (n) => lexicon({ words: count(n, (i) => `词${i}`) }), code: 'out_of_range' },
  lexiconStopWords: { send: (n) => lexicon({ stopWords: count(n, (i) => `词${i}`) }), code: 'out_of_range' },
  lexiconSentiment: {
    send: (n) => lexicon({ sentiment: count(n, (i) => ({ word: `词${i}`, weight: 1 })) }),
    code: 'out_of_range',
  },
  lexiconUnits: { send: (n) => lexicon({ words: ['词'.repeat(n)] }), code: 'out_of_range' },
  lexiconBytes: {
    send: (n) => rig.call('PUT', '/v1/lexicon', { body: padded('{"words":["词语"]}', n), headers: json }),
    code: 'body_too_large',
  },
  previewComments: {
    send: async (n) => {
      await taxonomy({});
      return rig.call('POST', '/v1/taxonomy/preview', { json: { comments: n } });
    },
    code: 'out_of_range',
  },
  alertWords: {
    send: (n) => rule(Array.from({ length: n }, (_, at) => `词${at}`)),
    code: 'out_of_range',
    passes: [201],
  },
  alertWordUnits: { send: (n) => rule(['词'.repeat(n)]), code: 'out_of_range', passes: [201] },
  webhookUrlUnits: {
    send: (n) => {
      const url = 'https://hooks.example/';
      const json = { url: url + 'a'.repeat(n - url.length), events: ['alert.raised'] };
      return rig.call('POST', '/v1/webhooks', { json });
    },
    code: 'out_of_range',
    passes: [201],
  },
  reportDays: {
    send: (n) => {
      const to = new Date(Date.UTC(2026, 0, 1) + (n - 1) * 86_400_000).toISOString().slice(0, 10);
      return rig.call('POST', '/v1/reports', { json: { period: { from: '2026-01-01', to } } });
    },
    code: 'out_of_range',
  },
  idempotencyKeyUnits: {
    send: (n) => rig.call('POST', '/v1/sample', { headers: { 'idempotency-key': 'k'.repeat(n) } }),
    code: 'invalid_format',
  },
  retentionDays: {
    send: (n) => rig.call('PATCH', '/v1/workspace', { json: { retentionDays: n } }),
    code: 'out_of_range',
  },
  erasureIds: {
    send: (n) =>
      rig.call('POST', '/v1/erasures', { json: { externalIds: Array.from({ length: n }, (_, i) => `e${i}`) } }),
    code: 'out_of_range',
  },
  loginUnits: {
    send: (n) => rig.call('POST', '/v1/users', { json: { login: 'l'.repeat(n), name: 'n', role: 'reader' } }),
    code: 'out_of_range',
    passes: [201],
  },
  passwordUnits: {
    send: (n) => post('/v1/session/invite', JSON.stringify({ token: 'invite-of-reader', password: 'p'.repeat(n) })),
    code: 'out_of_range',
  },
};

/** What is inside of files, which their readers keep; time; what is a least; and guesses, in tests of their own. */
const elsewhere =
  /^(?:xlsx(?!Bytes)|csv|table|topicDefinitions|savedFilters|businessEvents|targets|reportSchedules|scannedComments|journeyStages|webhooks|webhook(?:Seconds|AnswerBytes|FailingDays|Days)|alertRules|alertPreviewComments|failedSignIns|diskLowBytes|passwordCharacters)|(?:Minutes|Hours)$/;

test('I3: every limit of the table is tested here or kept elsewhere', () => {
  expect(Object.keys(limits).filter((name) => !(name in cases) && !elsewhere.test(name))).toEqual([]);
});

describe.each(Object.entries(cases))('I3: %s', (name, { send, code, passes = [200, 202] }) => {
  const limit = limits[name as keyof typeof limits];

  test(`holds at ${limit}`, async () => {
    const reply = await send(limit);
    expect(passes, reply.text.slice(0, 300)).toContain(reply.status);
    expect(reply.json?.code).not.toBe(code);
  });

  test(`breaks at ${limit + 1} with ${code}`, async () => {
    expectProblem(await send(limit + 1), code);
  });
});

test('I3 control: without its validator a limit does not break', async () => {
  const world = createWorld();
  const open = await startRig(
    world,
    (await import('../../src/http/routes/index.ts')).routes.map((route) =>
      route.path === '/v1/analyze'
        ? {
            ...route,
            request: { body: { json: { ...route.request!.body!.json!, maxBytes: Number.MAX_SAFE_INTEGER } } },
          }
        : route,
    ),
  );
  const body = padded('{"comments":[{"text":"好"}]}', limits.analyzeBytes + 1);
  const reply = await open.call('POST', '/v1/analyze', { key: keys.ingest, body, headers: json });
  await open.close();
  expect(reply.status).toBe(200);
});
