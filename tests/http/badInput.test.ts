/** The bad inputs of the main job as one table: what is sent, and the problem that it gets. Others are served meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { eventually } from '../rig/eventually.ts';
import { keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const json = { 'content-type': 'application/json' };

/** Fields of one comment → the problem; sent to both doors. */
const comments: [name: string, fields: string, code: ProblemCode, pointer: string][] = [
  ['an empty text', '"text":""', 'text_empty', '/text'],
  ['a blank text', '"text":" \\n\\u3000"', 'text_empty', '/text'],
  ['an invisible text', '"text":"\\u200b\\u200d\\ufeff"', 'text_empty', '/text'],
  ['20,001 characters', `"text":"${'长'.repeat(20_001)}"`, 'text_too_large', '/text'],
  ['NUL', '"text":"a\\u0000b"', 'text_not_well_formed', '/text'],
  ['a lone high surrogate', '"text":"a\\ud800"', 'text_not_well_formed', '/text'],
  ['a lone low surrogate', '"text":"\\udc00a"', 'text_not_well_formed', '/text'],
  ['surrogates the wrong way round', '"text":"\\ude00\\ud83d"', 'text_not_well_formed', '/text'],
  ['a number for a text', '"text":5', 'wrong_type', '/text'],
  ['null for a text', '"text":null', 'wrong_type', '/text'],
  ['a list for a text', '"text":["a"]', 'wrong_type', '/text'],
  ['no text', '"rating":1', 'missing_field', '/text'],
  ['a rating as text', '"text":"好","rating":"5"', 'wrong_type', '/rating'],
  ['a rating above the scale', '"text":"好","rating":6', 'rating_outside_scale', '/rating'],
  ['a rating below the scale', '"text":"好","rating":0', 'rating_outside_scale', '/rating'],
  ['an endless rating', '"text":"好","rating":1e999', 'wrong_type', '/rating'],
  ['a scale upside down', '"text":"好","rating":1,"ratingScale":{"min":5,"max":1}', 'out_of_range', '/ratingScale'],
  ['half a scale', '"text":"好","ratingScale":{"min":1}', 'missing_field', '/ratingScale/max'],
  ['a sub-score outside', '"text":"好","ratings":{"物流":9}', 'rating_outside_scale', '/ratings/物流'],
  ['a sub-score as text', '"text":"好","ratings":{"a/b":"5"}', 'wrong_type', '/ratings/a~1b'],
  ['an unknown field', '"text":"好","colour":"red"', 'unknown_field', '/colour'],
  [
    'an unknown inner field',
    '"text":"好","ratingScale":{"min":1,"max":5,"step":1}',
    'unknown_field',
    '/ratingScale/step',
  ],
  ['an unknown language', '"text":"好","language":"klingon"', 'unknown_value', '/language'],
  ['an empty author', '"text":"好","author":""', 'out_of_range', '/author'],
];

describe.each(comments)('%s', (_name, fields, code, pointer) => {
  test('to /v1/analyze, alone and beside a good one', async () => {
    const alone = await rig.call('POST', '/v1/analyze', { body: `{"comments":[{${fields}}]}`, headers: json });
    expectProblem(alone, code, `/comments/0${pointer}`);
    const beside = await rig.call('POST', '/v1/analyze', {
      body: `{"comments":[{"text":"好"},{${fields}}]}`,
      headers: json,
    });
    expect(beside.status).toBe(200);
    expect(beside.json.results).toHaveLength(1);
    expect(beside.json.errors).toMatchObject([{ index: 1, code, pointer: `/comments/1${pointer}` }]);
  });

  test('to /v1/comments, as JSON and as a line', async () => {
    const body = `{"comments":[{"source":"s","text":"好"},{"source":"s",${fields}}]}`;
    const reply = await rig.call('POST', '/v1/comments', { body, headers: json });
    expect(reply.status).toBe(202);
    expect(reply.json.items[0].status).toBe('created');
    expect(reply.json.items[1]).toMatchObject({ status: 'rejected', code, pointer: `/comments/1${pointer}` });
    const lines = await rig.call('POST', '/v1/comments', {
      body: `{"source":"s",${fields}}\n{"source":"s","text":"好"}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(lines.json).toMatchObject({ created: 1, rejected: 1, errors: [{ line: 1, code, pointer }] });
  });
});

/** Odd, and all right. */
test.each([
  ['20,000 characters', '长'.repeat(20_000)],
  ['bidi controls', '很\u202e差\u2066啊'],
  ['zero-width characters', '退\u200b款\u200d'],
  ['10,000 emoji', '😡'.repeat(10_000)],
  ['a plane-2 character', '𠮷野家很好'],
  ['markup', '<script>alert(1)</script>'],
])('serves %s', async (_name, text) => {
  const read = await rig.call('POST', '/v1/analyze', { json: { comments: [{ text }] } });
  expect(read.status).toBe(200);
  expect(read.json.results).toHaveLength(1);
  const stored = await rig.call('POST', '/v1/comments', { json: { comments: [{ source: 's', text }] } });
  const back = await rig.call('GET', `/v1/comments/${stored.json.items[0].id}`);
  expect(back.json.text).toBe(text);
});

type Send = { method?: string; path: string; body?: string | Buffer; type?: string; headers?: Record<string, string> };
const many = (count: number, fields = '"source":"s","text":"好"') =>
  `{"comments":[${Array(count).fill(`{${fields}}`).join(',')}]}`;
const requests: [name: string, send: Send, code: ProblemCode, pointer?: string][] = [
  ['101 comments to analyze', { path: '/v1/analyze', body: many(101, '"text":"好"') }, 'batch_too_large', '/comments'],
  ['1,001 comments', { path: '/v1/comments', body: many(1001) }, 'batch_too_large', '/comments'],
  ['101 comments to wait for', { path: '/v1/comments?wait=true', body: many(101) }, 'batch_too_large', '/comments'],
  ['no comments', { path: '/v1/comments', body: '{"comments":[]}' }, 'out_of_range', '/comments'],
  ['a body without comments', { path: '/v1/comments', body: '{}' }, 'missing_field', '/comments'],
  ['a text for comments', { path: '/v1/comments', body: '{"comments":"a"}' }, 'wrong_type', '/comments'],
  ['a list as the body', { path: '/v1/comments', body: '[]' }, 'wrong_type', ''],
  ['a scalar as the body', { path: '/v1/analyze', body: 'null' }, 'wrong_type', ''],
  [
    'an unknown field beside comments',
    { path: '/v1/analyze', body: '{"comments":[{"text":"好"}],"x":1}' },
    'unknown_field',
    '/x',
  ],
  ['a 2 MB body', { path: '/v1/analyze', body: ' '.repeat(2_000_000) }, 'body_too_large'],
  ['a 9 MB body', { path: '/v1/comments', body: ' '.repeat(9_000_000) }, 'body_too_large'],
  ['an empty body', { path: '/v1/analyze', body: '' }, 'invalid_json'],
  ['broken JSON', { path: '/v1/analyze', body: '{"comments":[{"text":"好"}' }, 'invalid_json'],
  [
    'bytes that are not UTF-8',
    { path: '/v1/analyze', body: Buffer.from('{"comments":[{"text":"\xff"}]}', 'latin1') },
    'invalid_encoding',
  ],
  ['a key twice', { path: '/v1/analyze', body: '{"comments":[{"text":"好","text":"差"}]}' }, 'duplicate_key'],
  ['__proto__', { path: '/v1/analyze', body: '{"__proto__":{"admin":true},"comments":[]}' }, 'forbidden_key'],
  [
    'constructor',
    { path: '/v1/comments', body: '{"comments":[{"source":"s","text":"好","metadata":{"constructor":"x"}}]}' },
    'forbidden_key',
  ],
  [
    'an unsafe integer',
    { path: '/v1/comments', body: '{"comments":[{"source":"s","text":"好","externalId":12345678901234567890}]}' },
    'unsafe_integer',
  ],
  ['depth', { path: '/v1/analyze', body: '['.repeat(20_000) }, 'too_deep'],
  ['no content type', { path: '/v1/analyze', body: '{}', type: '' }, 'unsupported_media_type'],
  ['text/plain', { path: '/v1/analyze', body: '{}', type: 'text/plain' }, 'unsupported_media_type'],
  [
    'a form',
    { path: '/v1/comments', body: 'a=b', type: 'application/x-www-form-urlencoded' },
    'unsupported_media_type',
  ],
  [
    'another charset',
    { path: '/v1/analyze', body: '{}', type: 'application/json; charset=gbk' },
    'unsupported_media_type',
  ],
  ['gzip', { path: '/v1/analyze', body: '{}', headers: { 'content-encoding': 'gzip' } }, 'unsupported_media_type'],
  ['NDJSON to analyze', { path: '/v1/analyze', body: '{}', type: 'application/x-ndjson' }, 'unsupported_media_type'],
  [
    'a multipart body',
    { path: '/v1/comments', body: '--b', type: 'multipart/form-data; boundary=b' },
    'unsupported_media_type',
  ],
  ['JSON to imports', { path: '/v1/imports', body: '{}' }, 'unsupported_media_type'],
  ['a body where none belongs', { path: '/v1/sample', body: '{}' }, 'unsupported_media_type'],
  ['an unknown parameter', { method: 'GET', path: '/v1/comments?colour=red' }, 'unknown_parameter', '/query/colour'],
  [
    'a prototype as a parameter',
    { method: 'GET', path: '/v1/comments?__proto__=1' },
    'unknown_parameter',
    '/query/__proto__',
  ],
  ['a parameter of Object', { method: 'GET', path: '/v1/comments?toString=1' }, 'unknown_parameter', '/query/toString'],
  ['a prototype as metadata', { method: 'GET', path: '/v1/comments?metadata.__proto__=1' }, 'forbidden_key'],
  [
    'metadata without a key',
    { method: 'GET', path: '/v1/comments?metadata=1' },
    'unknown_parameter',
    '/query/metadata',
  ],
  [
    'a single parameter twice',
    { method: 'GET', path: '/v1/comments?limit=1&limit=2' },
    'duplicate_value',
    '/query/limit',
  ],
  ['limit 0', { method: 'GET', path: '/v1/comments?limit=0' }, 'out_of_range', '/query/limit'],
  ['limit as a word', { method: 'GET', path: '/v1/comments?limit=ten' }, 'wrong_type', '/query/limit'],
  ['limit in hex', { method: 'GET', path: '/v1/comments?limit=0x10' }, 'wrong_type', '/query/limit'],
  ['an empty limit', { method: 'GET', path: '/v1/comments?limit=' }, 'wrong_type', '/query/limit'],
  [
    'an unknown sentiment',
    { method: 'GET', path: '/v1/comments?sentiment=sad' },
    'unknown_value',
    '/query/sentiment/0',
  ],
  ['a bad day', { method: 'GET', path: '/v1/comments?from=2026-02-30' }, 'invalid_format', '/query/from'],
  [
    'an instant without zone',
    { method: 'GET', path: '/v1/comments?from=2026-02-03T10:00:00' },
    'invalid_format',
    '/query/from',
  ],
  [
    'a range backwards',
    { method: 'GET', path: '/v1/comments?from=2026-05-03&to=2026-05-02' },
    'out_of_range',
    '/query/to',
  ],
  [
    'ratings backwards',
    { method: 'GET', path: '/v1/comments?ratingMin=4&ratingMax=3' },
    'out_of_range',
    '/query/ratingMax',
  ],
  ['a code that is none', { method: 'GET', path: '/v1/comments?label=A%20B' }, 'invalid_format', '/query/label/0'],
  [
    'a mention of no code',
    { method: 'GET', path: '/v1/comments?mention=A%20B:negative' },
    'invalid_format',
    '/query/mention/0',
  ],
  [
    'a mention of no polarity',
    { method: 'GET', path: '/v1/comments?mention=service&noMention=service:bad' },
    'unknown_value',
    '/query/noMention/0',
  ],
  [
    'a mention with too much behind it',
    { method: 'GET', path: '/v1/comments?mention=service:negative:x' },
    'unknown_value',
    '/query/mention/0',
  ],
  ['rated perhaps', { method: 'GET', path: '/v1/comments?rated=perhaps' }, 'unknown_value', '/query/rated'],
  [
    'a mention in a body',
    { path: '/v1/topics', body: '{"filters":{"mention":["service:"]}}' },
    'unknown_value',
    '/filters/mention/0',
  ],
  ['101 values', { method: 'GET', path: `/v1/comments?${'channel=a&'.repeat(101)}` }, 'out_of_range', '/query/channel'],
  ['NUL in a parameter', { method: 'GET', path: '/v1/comments?text=%00' }, 'text_not_well_formed', '/query/text'],
  ['bad UTF-8 in a parameter', { method: 'GET', path: '/v1/comments?text=%ff' }, 'invalid_encoding'],
  ['a broken escape', { method: 'GET', path: '/v1/comments?text=%zz' }, 'invalid_encoding'],
  ['a bad cursor', { method: 'GET', path: '/v1/comments?cursor=x' }, 'invalid_format', '/query/cursor'],
  ['a query beyond 4 KiB', { method: 'GET', path: `/v1/comments?text=${'a'.repeat(4096)}` }, 'query_too_large'],
  ['scores by what is none', { method: 'GET', path: '/v1/stats/scores?by=colour' }, 'unknown_value', '/query/by'],
  ['scores by no key', { method: 'GET', path: '/v1/stats/scores?by=metadata.' }, 'unknown_value', '/query/by'],
  ['a goal beyond', { method: 'GET', path: '/v1/stats/scores?goal=101' }, 'out_of_range', '/query/goal'],
  [
    'nothing to compare with',
    { method: 'GET', path: '/v1/stats/compare?from=2026-05-01' },
    'missing_field',
    '/query/to',
  ],
  [
    'two things to compare with',
    { method: 'GET', path: '/v1/stats/compare?other.channel=a&beforeFrom=2026-05-01' },
    'unknown_parameter',
    '/query/beforeFrom',
  ],
  ['a heat map against nothing', { method: 'GET', path: '/v1/stats/heatmap' }, 'missing_field', '/query/by'],
  ['channels by channel', { method: 'GET', path: '/v1/stats/channels?by=channel' }, 'unknown_value', '/query/by'],
  ['drivers by something', { method: 'GET', path: '/v1/stats/drivers?by=channel' }, 'unknown_parameter', '/query/by'],
  ['an unknown flag', { method: 'GET', path: '/v1/comments?flag=bad' }, 'unknown_value', '/query/flag/0'],
  ['lifting nobody', { path: '/v1/quality/blocked/lift', body: '{"kind":"author","value":"x"}' }, 'not_found'],
  [
    'lifting nothing',
    { path: '/v1/quality/blocked/lift', body: '{"kind":"shop","value":"x"}' },
    'unknown_value',
    '/kind',
  ],
  ['anomalies by day', { method: 'GET', path: '/v1/stats/anomalies?by=day' }, 'unknown_value', '/query/by'],
  [
    'changes without a period',
    { method: 'GET', path: '/v1/stats/changes?from=2026-05-01' },
    'missing_field',
    '/query/to',
  ],
  [
    'changes of instants',
    { method: 'GET', path: '/v1/stats/changes?from=2026-05-01T00:00:00Z&to=2026-05-31' },
    'invalid_format',
    '/query/from',
  ],
  [
    'a benchmark against nobody',
    { method: 'GET', path: '/v1/stats/benchmark' },
    'missing_field',
    '/query/other.source',
  ],
  ['a margin of nothing', { method: 'GET', path: '/v1/stats/sample-size?margin=0' }, 'out_of_range', '/query/margin'],
  ['half a person', { method: 'GET', path: '/v1/stats/sample-size?population=1.5' }, 'wrong_type', '/query/population'],
  ['half of the settings', { method: 'PUT', path: '/v1/stats/settings', body: '{}' }, 'missing_field', '/stages'],
  [
    'an event backwards',
    { path: '/v1/events', body: '{"name":"x","from":"2026-05-02","to":"2026-05-01"}' },
    'out_of_range',
    '/to',
  ],
  [
    'an event on no day',
    { path: '/v1/events', body: '{"name":"x","from":"2026-02-30","to":"2026-05-01"}' },
    'invalid_format',
    '/from',
  ],
  [
    'a goal that cannot be',
    {
      path: '/v1/targets',
      body: '{"name":"x","measure":"csat","goal":80,"from":"2026-05-01","deadline":"2026-05-02"}',
    },
    'out_of_range',
    '/goal',
  ],
  ['no dimension', { method: 'GET', path: '/v1/stats/breakdown' }, 'missing_field', '/query/by'],
  ['a bad escape in the path', { method: 'GET', path: '/v1/comments/%ff' }, 'invalid_encoding'],
  ['an id that cannot be', { method: 'GET', path: '/v1/comments/%00' }, 'not_found'],
  ['a path that is none', { method: 'GET', path: '/v1/nothing' }, 'not_found'],
  ['a path in capitals', { method: 'GET', path: '/V1/comments' }, 'not_found'],
  ['a path with a slash behind', { method: 'GET', path: '/v1/comments/' }, 'not_found'],
  ['an empty patch', { method: 'PATCH', path: '/v1/issues/issue-1', body: '{}' }, 'missing_field', ''],
  [
    'a patch of nonsense',
    { method: 'PATCH', path: '/v1/issues/issue-1', body: '{"state":"lost","followUpScore":11,"id":"x"}' },
    'unknown_field',
    '/id',
  ],
  [
    'a threshold above 1',
    { method: 'PATCH', path: '/v1/workspace', body: '{"conflictThreshold":1.5}' },
    'out_of_range',
    '/conflictThreshold',
  ],
  [
    'an unknown taxonomy',
    { method: 'PATCH', path: '/v1/workspace', body: '{"taxonomy":"x"}' },
    'unknown_taxonomy',
    '/taxonomy',
  ],
  [
    'a training that rests for ever',
    { method: 'PATCH', path: '/v1/workspace', body: '{"trainRestHours":8761}' },
    'out_of_range',
    '/trainRestHours',
  ],
  [
    'a training every half day',
    { method: 'PATCH', path: '/v1/workspace', body: '{"trainEveryDays":0.5}' },
    'wrong_type',
    '/trainEveryDays',
  ],
  [
    'a re-analysis that may be',
    { path: '/v1/models/1/promote', body: '{"reanalyse":"perhaps"}' },
    'wrong_type',
    '/reanalyse',
  ],
  ['a rollback with more', { path: '/v1/models/2/rollback', body: '{"to":1}' }, 'unknown_field', '/to'],
  ['a key without scopes', { path: '/v1/keys', body: '{"name":"x","scopes":[]}' }, 'out_of_range', '/scopes'],
  [
    'a key with a scope twice',
    { path: '/v1/keys', body: '{"name":"x","scopes":["read","read"]}' },
    'duplicate_value',
    '/scopes',
  ],
  [
    'a key that has expired',
    { path: '/v1/keys', body: '{"name":"x","scopes":["read"],"expiresAt":"2020-01-01T00:00:00Z"}' },
    'out_of_range',
    '/expiresAt',
  ],
  [
    'a name with a lone surrogate',
    { path: '/v1/keys', body: '{"name":"\\ud800","scopes":["read"]}' },
    'text_not_well_formed',
    '/name',
  ],
  ['no topics', { path: '/v1/topics', body: '{"k":0}' }, 'out_of_range', '/k'],
  ['201 topics', { path: '/v1/topics', body: '{"k":201}' }, 'out_of_range', '/k'],
  ['half a topic', { path: '/v1/topics', body: '{"k":2.5}' }, 'out_of_range', '/k'],
  ['a number of topics in words', { path: '/v1/topics', body: '{"k":"ten"}' }, 'wrong_type', '/k'],
  ['more topics than comments', { path: '/v1/topics', body: '{"k":200}' }, 'out_of_range', '/k'],
  ['words of no part of speech', { path: '/v1/topics', body: '{"words":[]}' }, 'out_of_range', '/words'],
  ['an unknown part of speech', { path: '/v1/topics', body: '{"words":["nouns"]}' }, 'unknown_value', '/words/0'],
  ['an unknown algorithm', { path: '/v1/topics', body: '{"algorithm":"nmf"}' }, 'unknown_value', '/algorithm'],
  ['a seed below 0', { path: '/v1/topics', body: '{"seed":-1}' }, 'out_of_range', '/seed'],
  ['a broken seed', { path: '/v1/topics', body: '{"seed":0.5}' }, 'wrong_type', '/seed'],
  ['an unknown field of an order', { path: '/v1/topics', body: '{"topics":3}' }, 'unknown_field', '/topics'],
  [
    'an unknown filter in a body',
    { path: '/v1/topics', body: '{"filters":{"colour":["red"]}}' },
    'unknown_field',
    '/filters/colour',
  ],
  [
    'an unknown value of a filter in a body',
    { path: '/v1/topics', body: '{"filters":{"sentiment":["sad"]}}' },
    'unknown_value',
    '/filters/sentiment/0',
  ],
  [
    'a filter backwards in a body',
    { path: '/v1/topics', body: '{"filters":{"from":"2026-05-03","to":"2026-05-02"}}' },
    'out_of_range',
    '/filters/to',
  ],
  [
    'coverage by what is no dimension',
    { method: 'GET', path: '/v1/stats/coverage?by=author' },
    'unknown_value',
    '/query/by',
  ],
  ['covered perhaps', { method: 'GET', path: '/v1/comments?covered=perhaps' }, 'unknown_value', '/query/covered'],
  [
    'covered as text in a body',
    { path: '/v1/topics', body: '{"filters":{"covered":"false"}}' },
    'wrong_type',
    '/filters/covered',
  ],
  ['a comparison with nothing', { method: 'GET', path: '/v1/topics/x/comparison' }, 'missing_field', '/query/with'],
  ['a topic of no run', { method: 'GET', path: '/v1/comments?topic=run' }, 'invalid_format', '/query/topic/0'],
  ['a suggestion that cannot be', { path: '/v1/topics/x/suggestions/-1/accept', body: '{"parent":"a"}' }, 'not_found'],
  ['a replay of nothing', { path: '/v1/work/replays', body: '{}' }, 'missing_field', '/source'],
  ['a replay of what has not failed', { path: '/v1/work/replays', body: '{"source":"jobs","id":"x"}' }, 'not_found'],
  ['a filter without a name', { path: '/v1/filters', body: '{"filter":{"covered":true}}' }, 'missing_field', '/name'],
  ['a filter of nothing', { path: '/v1/filters', body: '{"name":"a","filter":{}}' }, 'missing_field', '/filter'],
  [
    'a filter of another kind',
    { path: '/v1/filters', body: '{"name":"a","filter":{"colour":["red"]}}' },
    'unknown_field',
    '/filter/colour',
  ],
  [
    'a filter that runs backwards',
    { path: '/v1/filters', body: '{"name":"a","filter":{"ratingMin":4,"ratingMax":2}}' },
    'out_of_range',
    '/filter/ratingMax',
  ],
  ['a report of no period', { path: '/v1/reports', body: '{}' }, 'wrong_type', '/period'],
  [
    'a report of days of its own beside the period',
    { path: '/v1/reports', body: '{"period":"week","filters":{"from":"2026-05-01"}}' },
    'out_of_range',
    '/filters',
  ],
  [
    'a report in a language that is not spoken here',
    { path: '/v1/reports', body: '{"period":"week","language":"fr"}' },
    'unknown_value',
    '/language',
  ],
  [
    'a report with an unknown field',
    { path: '/v1/reports', body: '{"period":"week","colour":"red"}' },
    'unknown_field',
    '/colour',
  ],
  [
    'a report of a period that is none',
    { path: '/v1/reports', body: '{"period":"fortnight"}' },
    'wrong_type',
    '/period',
  ],
  [
    'a report that runs backwards',
    { path: '/v1/reports', body: '{"period":{"from":"2026-05-02","to":"2026-05-01"}}' },
    'out_of_range',
    '/period',
  ],
  [
    'a report of a century',
    { path: '/v1/reports', body: '{"period":{"from":"1926-05-02","to":"2026-05-01"}}' },
    'out_of_range',
    '/period',
  ],
  [
    'a schedule of reports without a rhythm',
    { path: '/v1/report-schedules', body: '{"name":"a"}' },
    'missing_field',
    '/cadence',
  ],
  [
    'a schedule of daily reports',
    { path: '/v1/report-schedules', body: '{"name":"a","cadence":"daily"}' },
    'unknown_value',
    '/cadence',
  ],
  ['a definition without a name', { path: '/v1/topic-definitions', body: '{"k":3}' }, 'missing_field', '/name'],
  [
    'a definition that runs now and then',
    { path: '/v1/topic-definitions', body: '{"name":"a","cadence":"sometimes"}' },
    'unknown_value',
    '/cadence',
  ],
  [
    'a definition of too many topics',
    { path: '/v1/topic-definitions', body: '{"name":"a","k":201}' },
    'out_of_range',
    '/k',
  ],
  [
    'a definition with an unknown filter',
    { path: '/v1/topic-definitions', body: '{"name":"a","filters":{"colour":["red"]}}' },
    'unknown_field',
    '/filters/colour',
  ],
  [
    'a definition with an unknown field',
    { path: '/v1/topic-definitions', body: '{"name":"a","every":"day"}' },
    'unknown_field',
    '/every',
  ],
  ['a change of nothing', { method: 'PATCH', path: '/v1/topic-definitions/x', body: '{}' }, 'missing_field'],
  ['an unknown rank', { method: 'GET', path: '/v1/keywords?rank=best' }, 'unknown_value', '/query/rank'],
  ['501 keywords', { method: 'GET', path: '/v1/keywords?limit=501' }, 'out_of_range', '/query/limit'],
  ['a parameter of keywords that is none', { method: 'GET', path: '/v1/keywords?colour=a' }, 'unknown_parameter'],
  [
    'an unknown filter of the others',
    { method: 'GET', path: '/v1/keywords?rank=contrast&channel=a&other=rest&other.colour=b' },
    'unknown_parameter',
    '/query/other.colour',
  ],
  ['a contrast with nothing', { method: 'GET', path: '/v1/keywords?rank=contrast' }, 'missing_field', '/query/other'],
  [
    'a contrast of all with the rest',
    { method: 'GET', path: '/v1/keywords?rank=contrast&other=rest' },
    'missing_field',
    '/query/other',
  ],
  [
    'a contrast with the rest and a filter',
    { method: 'GET', path: '/v1/keywords?rank=contrast&channel=a&other=rest&other.channel=b' },
    'unknown_parameter',
    '/query/other.channel',
  ],
  [
    'others without a contrast',
    { method: 'GET', path: '/v1/keywords?other.channel=b' },
    'unknown_parameter',
    '/query/other.channel',
  ],
  [
    'others whose range runs backwards',
    { method: 'GET', path: '/v1/keywords?rank=contrast&other.from=2026-05-03&other.to=2026-05-02' },
    'out_of_range',
    '/query/other.to',
  ],
  ['a rise without a period', { method: 'GET', path: '/v1/keywords?rank=rise' }, 'missing_field', '/query/from'],
  [
    'a rise without an end',
    { method: 'GET', path: '/v1/keywords?rank=rise&from=2026-05-01' },
    'missing_field',
    '/query/to',
  ],
  [
    'half an earlier period',
    { method: 'GET', path: '/v1/keywords?rank=rise&from=2026-05-01&to=2026-05-02&beforeFrom=2026-01-01' },
    'missing_field',
    '/query/beforeTo',
  ],
  [
    'an earlier period backwards',
    {
      method: 'GET',
      path: '/v1/keywords?rank=rise&from=2026-05-01&to=2026-05-02&beforeFrom=2026-02-01&beforeTo=2026-01-01',
    },
    'out_of_range',
    '/query/beforeTo',
  ],
  [
    'periods without a rise',
    { method: 'GET', path: '/v1/keywords?beforeFrom=2026-01-01' },
    'unknown_parameter',
    '/query/beforeFrom',
  ],
  [
    'a word that is its own synonym',
    { method: 'PUT', path: '/v1/synonyms', body: '{"groups":[{"term":"App","words":["app"]}]}' },
    'duplicate_value',
    '/groups/0/words/0',
  ],
  [
    'a synonym of two words',
    {
      method: 'PUT',
      path: '/v1/synonyms',
      body: '{"groups":[{"term":"a","words":["c"]},{"term":"b","words":["c"]}]}',
    },
    'duplicate_value',
    '/groups/1/words/0',
  ],
  [
    'a word without synonyms',
    { method: 'PUT', path: '/v1/synonyms', body: '{"groups":[{"term":"a","words":[]}]}' },
    'out_of_range',
    '/groups/0/words',
  ],
  [
    'a blank synonym',
    { method: 'PUT', path: '/v1/synonyms', body: '{"groups":[{"term":"a","words":[" "]}]}' },
    'text_empty',
    '/groups/0/words/0',
  ],
  ['a topic that cannot be', { method: 'GET', path: '/v1/topics/x/topics/-1/comments' }, 'not_found'],
  [
    'an empty idempotency key',
    { path: '/v1/sample', headers: { 'idempotency-key': '' } },
    'invalid_format',
    '/headers/idempotency-key',
  ],
  [
    'a long idempotency key',
    { path: '/v1/sample', headers: { 'idempotency-key': 'k'.repeat(256) } },
    'invalid_format',
    '/headers/idempotency-key',
  ],
];

test.each(requests)('%s', async (_name, { method = 'POST', path, body, type, headers = {} }, code, pointer) => {
  const contentType = type ?? (body === undefined ? '' : 'application/json');
  // An explicit empty type would be replaced by fetch; bytes have none.
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  const reply = await rig.call(method, path, {
    ...(content === undefined ? {} : { body: content }),
    headers: { ...(contentType === '' ? {} : { 'content-type': contentType }), ...headers },
  });
  expectProblem(reply, code, pointer);
});

test('every offending place is listed at once', async () => {
  const body = { comments: [{ text: 5, rating: 'x', colour: 1 }, { ratings: { a: null } }] };
  const reply = await rig.call('POST', '/v1/analyze', { json: body });
  expect(
    reply.json.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`).sort(),
  ).toEqual([
    '/comments/0/colour unknown_field',
    '/comments/0/rating wrong_type',
    '/comments/0/text wrong_type',
    '/comments/1/ratings/a wrong_type',
    '/comments/1/text missing_field',
  ]);
});

test('broken JSON is told by its byte', async () => {
  const body = '{"comments":[{"text":"物流",}]}';
  const reply = await rig.call('POST', '/v1/analyze', { body, headers: json });
  expect(reply.json.errors).toMatchObject([
    { code: 'invalid_json', position: Buffer.byteLength('{"comments":[{"text":"物流",') },
  ]);
});

test('another method says which ones there are', async () => {
  const reply = await rig.call('PUT', '/v1/comments');
  expectProblem(reply, 'method_not_allowed');
  expect(reply.headers.get('allow')).toBe('GET, HEAD, POST');
  expect((await rig.call('OPTIONS', '/v1/exports')).headers.get('allow')).toBe('GET');
});

test('the prototype of objects is as it was', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('nothing of a comment, a key or a query gets into the log', async () => {
  const secret = '绝密文本zqxj';
  await rig.call('POST', '/v1/comments', { key: keys.ingest, json: { comments: [{ source: 's', text: secret }] } });
  await rig.call('GET', `/v1/comments?text=${encodeURIComponent(secret)}`);
  await rig.call('GET', `/v1/${encodeURIComponent(secret)}`);
  // A line is written when its answer has been sent, and the client may have it before that.
  await eventually(() => expect(JSON.parse(rig.world.logged.at(-1)!)).toMatchObject({ status: 404 }));
  const log = rig.world.logged.join('');
  expect(log).not.toMatch(new RegExp(`${secret}|zqxj|key-|Bearer`));
  expect(JSON.parse(rig.world.logged.at(-2)!)).toMatchObject({ method: 'GET', route: '/v1/comments', status: 200 });
});

describe('what a sentence in another language needs', () => {
  const problemOf = async (path: string, sent?: object) =>
    (await rig.call(sent ? 'POST' : 'GET', path, { key: keys.admin, json: sent })).json.errors;

  test.each([
    ['/v1/comments?limit=500', [{ code: 'out_of_range', values: { maximum: 200 } }]],
    ['/v1/comments?from=2026-05-02&to=2026-05-01', [{ code: 'out_of_range', reason: 'ends_before_begins' }]],
    ['/v1/comments?ratingMin=4&ratingMax=2', [{ code: 'out_of_range', values: { minimum: 4 } }]],
    ['/v1/comments?limit=ten', [{ code: 'wrong_type', pointer: '/query/limit' }]],
  ])('%s', async (path, errors) => expect(await problemOf(path)).toMatchObject(errors));

  test('lengths are counted in what they are of', async () => {
    const name = 'x'.repeat(201);
    expect(await problemOf('/v1/keys', { name, scopes: [] })).toMatchObject([
      { pointer: '/name', values: { maximum: 200, unit: 'characters' } },
      { pointer: '/scopes', values: { minimum: 1, unit: 'entries' } },
    ]);
  });

  test('what was given is not repeated where it may be a password', async () => {
    const problems = await problemOf('/v1/session', { login: 'a', password: 'x'.repeat(5000) });
    expect(JSON.stringify(problems)).not.toContain('xx');
    expect(problems).toMatchObject([{ pointer: '/password', values: { unit: 'characters' } }]);
  });

  test('a rating outside its scale names both', async () => {
    const sent = { comments: [{ source: 's', externalId: 'e', text: '好', rating: 11 }] };
    const facts = { values: { value: '11', minimum: 1, maximum: 5 } };
    expect(await problemOf('/v1/comments', sent)).toMatchObject([{ code: 'rating_outside_scale', ...facts }]);
  });
});
