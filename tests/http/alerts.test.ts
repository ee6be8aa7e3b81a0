import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/errors.ts';
import { createWorld, keys } from './fakes.ts';
import { expectProblem, type Rig, startRig } from './harness.ts';

let rig: Rig;
let id: string;
const keyword = { kind: 'keyword', words: ['投诉', '失望'] };
const good = { name: '投诉预警', condition: keyword };

beforeAll(async () => {
  rig = await startRig(createWorld({ publicOrigin: 'https://feedback.example' }));
  id = (await rig.call('POST', '/v1/alerts', { json: good })).json.id;
});
afterAll(() => rig.close());

const conditions: [name: string, condition: object, complete: object][] = [
  ['words', keyword, keyword],
  ['a label', { kind: 'label', labels: ['channel.logistics'] }, { polarity: 'negative' }],
  ['time that runs out', { kind: 'overdue', department: ['物流部'] }, { department: ['物流部'] }],
  [
    'a rise',
    { kind: 'rise', labels: ['channel'] },
    { by: 'share', days: 7, minComments: 10, minRise: 0.2, level: 0.01, polarity: 'negative' },
  ],
  [
    'a line',
    { kind: 'threshold', measure: 'csat', side: 'below', value: 0.8, channel: ['app'], source: ['survey'] },
    { days: 7, minComments: 30, channel: ['app'], source: ['survey'] },
  ],
  ['an anomaly', { kind: 'anomaly', measure: 'meanRating' }, { side: 'both', days: 28, minComments: 10, z: 3.5 }],
];
test.each(conditions)('a rule on %s is kept with everything that it means', async (name, condition, complete) => {
  const made = await rig.call('POST', '/v1/alerts', { json: { name, condition } });
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(`/v1/alerts/${made.json.id}`);
  expect(made.json).toMatchObject({
    name,
    condition: { ...condition, ...complete },
    department: null,
    assignee: null,
    enabled: true,
    alerts: { open: 0 },
  });
  const preview = await rig.call('POST', '/v1/alerts/preview', { json: { condition } });
  expect(preview).toMatchObject({ status: 200, json: { days: 30, complete: true } });
});

const label = { kind: 'label', labels: ['a'] };
const line = { kind: 'threshold', measure: 'csat', side: 'below', value: 0.8 };
const bad: [name: string, json: unknown, code: ProblemCode, pointer: string][] = [
  ['no name', { condition: keyword }, 'missing_field', '/name'],
  ['no condition', { name: 'a' }, 'missing_field', '/condition'],
  ['an unknown kind', { name: 'a', condition: { kind: 'weather' } }, 'unknown_value', '/condition/kind'],
  ['no words', { name: 'a', condition: { kind: 'keyword', words: [] } }, 'out_of_range', '/condition/words'],
  [
    '51 words',
    { name: 'a', condition: { kind: 'keyword', words: [...Array(51).keys()].map(String) } },
    'out_of_range',
    '/condition/words',
  ],
  [
    'a word twice',
    { name: 'a', condition: { kind: 'keyword', words: ['x', 'x'] } },
    'duplicate_value',
    '/condition/words',
  ],
  ['an empty word', { name: 'a', condition: { kind: 'keyword', words: [''] } }, 'out_of_range', '/condition/words/0'],
  ['a blank word', { name: 'a', condition: { kind: 'keyword', words: [' '] } }, 'invalid_format', '/condition/words/0'],
  [
    'a long word',
    { name: 'a', condition: { kind: 'keyword', words: ['长'.repeat(41)] } },
    'out_of_range',
    '/condition/words/0',
  ],
  [
    'a word with a NUL',
    { name: 'a', condition: { kind: 'keyword', words: ['a\0'] } },
    'text_not_well_formed',
    '/condition/words/0',
  ],
  [
    'a pattern for words',
    { name: 'a', condition: { ...keyword, pattern: '.*' } },
    'unknown_field',
    '/condition/pattern',
  ],
  ['no code', { name: 'a', condition: { ...label, labels: ['DROP TABLE'] } }, 'invalid_format', '/condition/labels/0'],
  [
    'an unknown polarity',
    { name: 'a', condition: { ...label, polarity: 'sad' } },
    'unknown_value',
    '/condition/polarity',
  ],
  [
    'an empty list of channels',
    { name: 'a', condition: { ...label, channel: [] } },
    'out_of_range',
    '/condition/channel',
  ],
  ['a share in per cent', { name: 'a', condition: { ...line, value: 80 } }, 'out_of_range', '/condition/value'],
  [
    'an NPS of 101',
    { name: 'a', condition: { ...line, measure: 'nps', value: 101 } },
    'out_of_range',
    '/condition/value',
  ],
  [
    'no side',
    { name: 'a', condition: { kind: 'threshold', measure: 'csat', value: 0.8 } },
    'missing_field',
    '/condition/side',
  ],
  ['no day', { name: 'a', condition: { ...line, days: 0 } }, 'out_of_range', '/condition/days'],
  ['half a day', { name: 'a', condition: { ...line, days: 1.5 } }, 'wrong_type', '/condition/days'],
  ['a year', { name: 'a', condition: { ...line, days: 365 } }, 'out_of_range', '/condition/days'],
  [
    'a level of 0',
    { name: 'a', condition: { kind: 'rise', labels: ['a'], level: 0 } },
    'out_of_range',
    '/condition/level',
  ],
  [
    'an anomaly of a week',
    { name: 'a', condition: { kind: 'anomaly', measure: 'comments', days: 6 } },
    'out_of_range',
    '/condition/days',
  ],
  ['an unknown field', { ...good, mail: 'a@b.c' }, 'unknown_field', '/mail'],
];
test.each(bad)('%s is refused', async (_name, json, code, pointer) => {
  expectProblem(await rig.call('POST', '/v1/alerts', { json }), code, pointer);
});

test('is listed, changed and removed', async () => {
  expect((await rig.call('GET', '/v1/alerts', { key: keys.read })).json.items.map((rule: any) => rule.id)).toContain(
    id,
  );
  const changed = await rig.call('PATCH', `/v1/alerts/${id}`, { json: { enabled: false, department: '客服部' } });
  expect(changed.json).toMatchObject({ id, enabled: false, department: '客服部', condition: keyword });
  expectProblem(await rig.call('PATCH', `/v1/alerts/${id}`, { json: {} }), 'missing_field', '');
  expectProblem(
    await rig.call('PATCH', `/v1/alerts/${id}`, { json: { condition: { words: ['a'] } } }),
    'missing_field',
    '/condition/kind',
  );
  const made = await rig.call('POST', '/v1/alerts', { json: good });
  expect((await rig.call('DELETE', `/v1/alerts/${made.json.id}`)).status).toBe(204);
  expectProblem(await rig.call('GET', `/v1/alerts/${made.json.id}`), 'not_found');
});

test('raised alerts are listed, counted and worked on', async () => {
  const list = await rig.call('GET', '/v1/alerts/raised?state=open&kind=keyword&limit=5', { key: keys.read });
  expect(list.json).toMatchObject({
    items: [{ id: 'alert-1', found: { words: [{ word: '投诉' }] } }],
    nextCursor: null,
  });
  expect((await rig.call('GET', '/v1/alerts/raised/counts')).json).toEqual({ open: 1, acknowledged: 0, resolved: 0 });
  const patched = await rig.call('PATCH', '/v1/alerts/raised/alert-1', {
    key: keys.review,
    json: { state: 'acknowledged', assignee: '小王', note: '在查' },
  });
  expect(patched.json).toMatchObject({ state: 'acknowledged', assignee: '小王', note: '在查' });
  expect((await rig.call('GET', '/v1/alerts/raised/alert-1')).json.state).toBe('acknowledged');
  for (const [json, code, pointer] of [
    [{}, 'missing_field', ''],
    [{ state: 'asleep' }, 'unknown_value', '/state'],
    [{ note: '' }, 'out_of_range', '/note'],
    [{ found: {} }, 'unknown_field', '/found'],
  ] as const)
    expectProblem(await rig.call('PATCH', '/v1/alerts/raised/alert-1', { json }), code, pointer);
  expectProblem(await rig.call('GET', '/v1/alerts/raised?state=asleep'), 'unknown_value', '/query/state/0');
});

test.each([
  ['zh-CN', '预警', '命中词：投诉'],
  ['zh-TW', '預警', '命中詞：投诉'],
  ['en', 'Alert', 'Words: 投诉'],
])('an alert is an e-mail in %s, and a name with a line break adds no header', async (language, title, words) => {
  const { json } = await rig.call('GET', `/v1/alerts/raised/alert-1/email?language=${language}`);
  expect(json.subject).toContain(title);
  expect(json.subject).not.toMatch(/[\r\n]/);
  expect(json.body).toContain(words);
  expect(json.body).toContain('https://feedback.example/');
});

describe.each([
  ['of another workspace', () => ({ rule: id, alert: 'alert-1', key: keys.other })],
  ['that never was', () => ({ rule: 'nothing', alert: 'nothing', key: keys.admin })],
])('what is %s is not there', (_name, of) => {
  test.each([
    ['GET', (one: ReturnType<typeof of>) => one.rule, undefined],
    ['PATCH', (one: ReturnType<typeof of>) => one.rule, { enabled: true }],
    ['DELETE', (one: ReturnType<typeof of>) => one.rule, undefined],
    ['GET', (one: ReturnType<typeof of>) => `raised/${one.alert}`, undefined],
    ['GET', (one: ReturnType<typeof of>) => `raised/${one.alert}/email`, undefined],
    ['PATCH', (one: ReturnType<typeof of>) => `raised/${one.alert}`, { state: 'resolved' }],
  ])('%s %s', async (method, path, json) => {
    const one = of();
    expectProblem(
      await rig.call(method, `/v1/alerts/${path(one)}`, { key: one.key, ...(json && { json }) }),
      'not_found',
    );
  });
});
