/** Drafts, publishing and rollback over HTTP: good ways, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ProblemCode } from '../../src/errors.ts';
import { limits } from '../../src/feedback/limits.ts';
import { routes } from '../../src/http/routes/index.ts';
import { keys } from './fakes.ts';
import { expectProblem, type Reply, type Rig, startRig } from './harness.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const names = { 'zh-CN': '新', 'zh-TW': '新', en: 'New' };
const leaf = (code: string, more: object = {}) => ({
  code,
  names,
  description: { 'zh-CN': '新的', en: 'new' },
  department: '物流部',
  slaHours: 24,
  firstResponseHours: 4,
  aspects: [code],
  examples: ['新'],
  ...more,
});

async function expectDocumented(reply: Reply, method: string, path: string, status = 200): Promise<Reply> {
  expect(reply.status, reply.text.slice(0, 400)).toBe(status);
  const route = routes.find((candidate) => candidate.method === method.toLowerCase() && candidate.path === path);
  const schema = route?.responses[status]?.content?.['application/json'] as z.ZodType;
  expect(schema.parse(reply.json)).toEqual(reply.json);
  return reply;
}
const send = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
  rig.call(method, path, { ...(json === undefined ? {} : { json }), headers });
const operate = (operations: object[], headers: Record<string, string> = {}) =>
  send('POST', '/v1/taxonomy/draft/operations', { operations }, headers);
const fresh = async (): Promise<any> => {
  await send('DELETE', '/v1/taxonomy/draft');
  return (await send('GET', '/v1/taxonomy')).json;
};

describe('the way of a draft', () => {
  test('from what is in force to the next version and back, each answer as documented', async () => {
    const shown = await send('GET', '/v1/taxonomy');
    await expectDocumented(shown, 'GET', '/v1/taxonomy');
    const start = await expectDocumented(await send('GET', '/v1/taxonomy/draft'), 'GET', '/v1/taxonomy/draft');
    expect(start.json).toMatchObject({ exists: false, changes: [], base: { version: 0 } });
    expect(start.headers.get('etag')).toBe(shown.headers.get('etag'));
    expectProblem(await send('POST', '/v1/taxonomy/publish'), 'state_conflict');
    expectProblem(await send('POST', '/v1/taxonomy/preview'), 'state_conflict');
    expectProblem(await send('DELETE', '/v1/taxonomy/draft'), 'not_found');

    // What GET answers may be sent back as it is.
    const put = await send('PUT', '/v1/taxonomy', shown.json, { 'if-match': shown.headers.get('etag')! });
    await expectDocumented(put, 'PUT', '/v1/taxonomy');
    const edited = await operate([{ op: 'add', leaf: leaf('channel.logistics.new') }], {
      'if-match': put.headers.get('etag')!,
    });
    await expectDocumented(edited, 'POST', '/v1/taxonomy/draft/operations');
    expect(edited.json.changes).toEqual([{ change: 'added', code: 'channel.logistics.new', names }]);
    await expectDocumented(await send('POST', '/v1/taxonomy/preview'), 'POST', '/v1/taxonomy/preview', 202);

    for (const tag of [shown.headers.get('etag')!, put.headers.get('etag')!])
      expectProblem(await send('POST', '/v1/taxonomy/publish', {}, { 'if-match': tag }), 'version_conflict');
    const published = await send(
      'POST',
      '/v1/taxonomy/publish',
      { note: '新' },
      {
        'if-match': edited.headers.get('etag')!,
      },
    );
    await expectDocumented(published, 'POST', '/v1/taxonomy/publish');
    expect(published.json).toMatchObject({ version: 1, job: { kind: 'reanalyse' } });
    const now = (await send('GET', '/v1/taxonomy')).json;
    expect(now.edition).toBe(1);
    expect(now.leaves.map(({ code }: any) => code)).toContain('channel.logistics.new');
    const versions = await expectDocumented(await send('GET', '/v1/taxonomy/versions'), 'GET', '/v1/taxonomy/versions');
    expect(versions.json.items).toMatchObject([{ version: 1, state: 'active', note: '新' }]);

    expectProblem(await send('POST', '/v1/taxonomy/rollback', { version: 7 }), 'not_found');
    expectProblem(await send('POST', '/v1/taxonomy/rollback', { version: 1 }), 'state_conflict');
    const back = await send('POST', '/v1/taxonomy/rollback', { version: 0, backfill: false });
    await expectDocumented(back, 'POST', '/v1/taxonomy/rollback');
    expect(back.json).toMatchObject({ version: 0, job: null });
    expect((await send('GET', '/v1/taxonomy')).json).toEqual(shown.json);
    expect((await send('GET', '/v1/taxonomy?version=1')).json).toEqual(now);
    expectProblem(await send('GET', '/v1/taxonomy?version=2'), 'not_found');
    expectProblem(await send('GET', '/v1/taxonomy?version=x'), 'wrong_type', '/query/version');
  });

  test('of one workspace is nothing to another', async () => {
    await fresh();
    await operate([{ op: 'add', leaf: leaf('channel.logistics.own') }]);
    const other = await rig.call('GET', '/v1/taxonomy/draft', { key: keys.other });
    expect(other.json).toMatchObject({ exists: false, base: { version: 0 } });
    expect((await rig.call('GET', '/v1/taxonomy/versions', { key: keys.other })).json.items).toEqual([]);
    expectProblem(await rig.call('POST', '/v1/taxonomy/publish', { key: keys.other }), 'state_conflict');
  });

  test('is not written over the work of others', async () => {
    const base = await fresh();
    const seen = (await send('GET', '/v1/taxonomy/draft')).headers.get('etag')!;
    const first = await operate([{ op: 'rename', code: 'channel', names }], { 'if-match': seen });
    expect(first.status).toBe(200);
    expectProblem(await operate([{ op: 'rename', code: 'channel', names }], { 'if-match': seen }), 'version_conflict');
    expectProblem(await send('PUT', '/v1/taxonomy', base, { 'if-match': seen }), 'version_conflict');
    expectProblem(await send('PUT', '/v1/taxonomy', base, { 'if-match': '"cx-other"' }), 'version_conflict');
    expectProblem(await send('PUT', '/v1/taxonomy', base, { 'if-match': 'x' }), 'invalid_format', '/headers/if-match');
    const tag = first.headers.get('etag')!;
    expect((await send('PUT', '/v1/taxonomy', base, { 'if-match': tag })).status).toBe(200);
    expectProblem(await send('DELETE', '/v1/taxonomy/draft', undefined, { 'if-match': tag }), 'version_conflict');
  });
});

describe('a taxonomy that is not sound', () => {
  const speed = 'channel.logistics.speed';
  const wrong: [string, (base: any) => any, [ProblemCode, string][]][] = [
    ['a code twice', (b) => ({ ...b, leaves: [...b.leaves, leaf(speed)] }), [['duplicate_value', '/leaves/1/code']]],
    [
      'a department that was removed',
      (b) => ({ ...b, departments: ['客服部'] }),
      [['unknown_value', '/leaves/0/department']],
    ],
    [
      'an unknown parent',
      (b) => ({ ...b, leaves: [{ ...b.leaves[0], parent: 'nowhere' }] }),
      [
        ['unknown_code', '/leaves/0/parent'],
        ['unknown_code', '/groups/channel'],
      ],
    ],
    [
      'a node without names',
      (b) => ({ ...b, groups: { channel: b.groups.channel } }),
      [['missing_field', '/groups/channel.logistics']],
    ],
    [
      'a bad cue',
      (b) => ({ ...b, leaves: [{ ...b.leaves[0], aspects: ['物流 ..', 'ABC'] }] }),
      [
        ['invalid_format', '/leaves/0/aspects/0'],
        ['invalid_format', '/leaves/0/aspects/1'],
      ],
    ],
    [
      'a cue of a number',
      (b) => ({ ...b, leaves: [{ ...b.leaves[0], aspects: [5] }] }),
      [['wrong_type', '/leaves/0/aspects/0']],
    ],
    [
      'an alias of a leaf that is there',
      (b) => ({ ...b, aliases: [{ from: speed, to: speed }] }),
      [['duplicate_value', '/aliases/0/from']],
    ],
    ['an alias to nowhere', (b) => ({ ...b, aliases: [{ from: 'a', to: 'b' }] }), [['unknown_code', '/aliases/0/to']]],
    [
      'too many leaves',
      (b) => ({
        ...b,
        leaves: Array.from({ length: limits.taxonomyLeaves + 1 }, (_, i) => leaf(`channel.logistics.l${i}`)),
      }),
      [['out_of_range', '/leaves']],
    ],
    ['no leaves', (b) => ({ ...b, leaves: [] }), [['out_of_range', '/leaves']]],
    ['an unknown field', (b) => ({ ...b, colour: 1 }), [['unknown_field', '/colour']]],
    [
      'no hours',
      (b) => ({ ...b, leaves: [{ ...b.leaves[0], slaHours: 0 }] }),
      [['out_of_range', '/leaves/0/slaHours']],
    ],
  ];
  test.each(wrong)('%s', async (_name, change, problems) => {
    const base = await fresh();
    const reply = await send('PUT', '/v1/taxonomy', change(base));
    for (const [code, pointer] of problems) {
      expect([422, 413]).toContain(reply.status);
      expect(reply.json.errors, reply.text.slice(0, 500)).toContainEqual(expect.objectContaining({ code, pointer }));
    }
    // What was refused is not there.
    expect((await send('GET', '/v1/taxonomy/draft')).json.exists).toBe(false);
  });

  const refused: [string, object[], ProblemCode, string][] = [
    ['an unknown operation', [{ op: 'explode' }], 'unknown_value', '/operations/0/op'],
    ['none', [], 'out_of_range', '/operations'],
    ['renaming nothing', [{ op: 'rename', code: 'x', names }], 'unknown_code', '/operations/0/code'],
    ['moving to nowhere', [{ op: 'move', code: speed, parent: 'x' }], 'unknown_code', '/operations/0/parent'],
    ['merging into itself', [{ op: 'merge', from: [speed], into: speed }], 'duplicate_value', '/operations/0/from/0'],
    ['merging nothing', [{ op: 'merge', from: ['x'], into: speed }], 'unknown_code', '/operations/0/from/0'],
    ['removing nothing', [{ op: 'remove', code: 'channel' }], 'unknown_code', '/operations/0/code'],
    ['a department that is none', [{ op: 'department', name: 'x', to: 'y' }], 'unknown_value', '/operations/0/name'],
    ['a second leaf of one code', [{ op: 'add', leaf: leaf(speed) }], 'duplicate_value', '/leaves/1/code'],
    ['a leaf without names', [{ op: 'add', leaf: { code: 'a.b' } }], 'missing_field', '/operations/0/leaf/names'],
    ['the last leaf', [{ op: 'remove', code: speed }], 'out_of_range', '/leaves'],
  ];
  test.each(refused)('by %s', async (_name, operations, code, pointer) => {
    await fresh();
    const reply = await operate(operations);
    expect(reply.json.errors, reply.text.slice(0, 500)).toContainEqual(expect.objectContaining({ code, pointer }));
    expect((await send('GET', '/v1/taxonomy/draft')).json.exists).toBe(false);
  });

  test('orders of preview, publishing and rollback', async () => {
    const many = { comments: limits.previewComments + 1 };
    expectProblem(await send('POST', '/v1/taxonomy/preview', many), 'out_of_range', '/comments');
    expectProblem(await send('POST', '/v1/taxonomy/publish', { notes: 1 }), 'unknown_field', '/notes');
    expectProblem(await send('POST', '/v1/taxonomy/rollback', {}), 'missing_field', '/version');
    expectProblem(await send('POST', '/v1/taxonomy/rollback', { version: -1 }), 'out_of_range', '/version');
  });
});

describe('own words', () => {
  const words = { words: ['云闪付'], stopWords: ['你好'], sentiment: [{ word: '翻车', weight: -3.5 }] };

  test('from draft to the next version and back, each answer as documented', async () => {
    const shown = await expectDocumented(await send('GET', '/v1/lexicon'), 'GET', '/v1/lexicon');
    expect(shown.json).toEqual({ words: [], stopWords: [], sentiment: [], edition: 0 });
    const match = { 'if-match': shown.headers.get('etag')! };
    const put = await expectDocumented(await send('PUT', '/v1/lexicon', words, match), 'PUT', '/v1/lexicon');
    expect(put.json.changes.sentiment).toEqual({ added: ['翻车'], removed: [], changed: [] });
    expectProblem(await send('PUT', '/v1/lexicon', words, match), 'version_conflict');
    await expectDocumented(await send('GET', '/v1/lexicon/draft'), 'GET', '/v1/lexicon/draft');
    await expectDocumented(await send('POST', '/v1/lexicon/preview'), 'POST', '/v1/lexicon/preview', 202);
    const published = await send('POST', '/v1/lexicon/publish', {}, { 'if-match': put.headers.get('etag')! });
    await expectDocumented(published, 'POST', '/v1/lexicon/publish');
    expect((await send('GET', '/v1/lexicon')).json).toEqual({ ...words, edition: 1 });
    expect((await rig.call('GET', '/v1/lexicon', { key: keys.other })).json.edition).toBe(0);
    const weaker = { ...words, sentiment: [{ word: '翻车', weight: -1 }] };
    const changed = (await send('PUT', '/v1/lexicon', weaker)).json.changes.sentiment.changed;
    expect(changed).toEqual([{ word: '翻车', from: -3.5, to: -1 }]);
    expect((await send('DELETE', '/v1/lexicon/draft')).status).toBe(204);
    await expectDocumented(await send('GET', '/v1/lexicon/versions'), 'GET', '/v1/lexicon/versions');
    const back = await send('POST', '/v1/lexicon/rollback', { version: 0 });
    await expectDocumented(back, 'POST', '/v1/lexicon/rollback');
    expect((await send('GET', '/v1/lexicon')).json.edition).toBe(0);
  });

  test('are kept as comments have them', async () => {
    const { json } = await send('PUT', '/v1/lexicon', {
      words: [' ＡＰＰ卡 '],
      sentiment: [{ word: 'Not Bad', weight: 1 }],
    });
    expect(json.content).toMatchObject({ words: ['app卡'], sentiment: [{ word: 'not bad', weight: 1 }] });
    await send('DELETE', '/v1/lexicon/draft');
  });

  const wrong: [string, object, ProblemCode, string][] = [
    ['one unit', { words: ['云'] }, 'out_of_range', '/words/0'],
    ['too long', { words: ['云'.repeat(21)] }, 'out_of_range', '/words/0'],
    ['empty', { stopWords: [' '] }, 'text_empty', '/stopWords/0'],
    ['with a blank', { words: ['云 闪付'] }, 'invalid_format', '/words/0'],
    ['with a mark', { words: ['云，闪付'] }, 'invalid_format', '/words/0'],
    ['an emoji', { words: ['😀😀'] }, 'invalid_format', '/words/0'],
    ['half an emoji', { words: ['云\ud83d'] }, 'invalid_format', '/words/0'],
    ['twice', { words: ['APP卡', 'app卡'] }, 'duplicate_value', '/words/1'],
    [
      'a blank between ideographs',
      { sentiment: [{ word: '翻 车', weight: 1 }] },
      'invalid_format',
      '/sentiment/0/word',
    ],
    ['too heavy', { sentiment: [{ word: '翻车', weight: -4.1 }] }, 'out_of_range', '/sentiment/0/weight'],
    ['no weight', { sentiment: [{ word: '翻车' }] }, 'missing_field', '/sentiment/0/weight'],
    ['a weight as text', { sentiment: [{ word: '翻车', weight: '1' }] }, 'wrong_type', '/sentiment/0/weight'],
    ['an unknown list', { synonyms: [] }, 'unknown_field', '/synonyms'],
  ];
  test.each(wrong)('%s', async (_name, lists, code, pointer) => {
    const reply = await send('PUT', '/v1/lexicon', lists);
    expect(reply.json.errors, reply.text.slice(0, 300)).toContainEqual(expect.objectContaining({ code, pointer }));
    expect((await send('GET', '/v1/lexicon/draft')).json.exists).toBe(false);
  });
});

describe('the audit trail', () => {
  test.each<[string, string, ProblemCode, string]>([
    ['an action that is none', 'action=Drop Table', 'invalid_format', '/query/action/0'],
    ['days the wrong way round', 'from=2026-05-03&to=2026-05-01', 'out_of_range', '/query/to'],
    ['a time without a zone', 'from=2026-05-03T10:00:00', 'invalid_format', '/query/from'],
    ['a cursor of another list', 'cursor=x', 'invalid_format', '/query/cursor'],
    ['an unknown parameter', 'who=me', 'unknown_parameter', '/query/who'],
  ])('refuses %s', async (_name, query, code, pointer) => {
    expectProblem(await rig.call('GET', `/v1/audit?${query}`), code, pointer);
  });

  test('is for administrators, of their own workspace', async () => {
    expectProblem(await rig.call('GET', '/v1/audit', { key: keys.read }), 'forbidden');
    expect((await rig.call('GET', '/v1/audit', { key: keys.other })).json.items).toEqual([]);
    expectProblem(await rig.call('GET', '/v1/comments/nothing/decisions'), 'not_found');
  });
});
