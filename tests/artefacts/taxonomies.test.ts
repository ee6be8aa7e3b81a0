import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cueProblem } from '../../src/artefacts/cueSyntax.ts';
import { loadTaxonomies } from '../../src/artefacts/taxonomies.ts';
import { readTaxonomy } from '../../src/artefacts/taxonomyShape.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import { createFindingReader } from '../../src/feedback/findings.ts';
import { compileLeafCues } from '../../src/feedback/leafCues.ts';

const names = { 'zh-CN': '甲', 'zh-TW': '甲', en: 'A' };

function minimalLeaf() {
  return {
    code: 'service.speed',
    names,
    description: { 'zh-CN': '快慢', en: 'How fast' },
    department: '客服部',
    slaHours: 48,
    firstResponseHours: 4,
    aspects: ['速度'],
    examples: ['速度很快'],
  };
}

function minimal() {
  return { id: 'tiny', names, groups: { service: names }, leaves: [minimalLeaf()] };
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huiyin-taxonomies-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function load(files: Record<string, string | Uint8Array>) {
  for (const [file, content] of Object.entries(files)) await writeFile(join(dir, file), content);
  return loadTaxonomies(dir);
}

async function problemsOf(content: unknown) {
  const result = await load({ 'tiny.yaml': dump(content) });
  return result.ok ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`);
}

async function versionOf(source: string) {
  const result = await load({ 'tiny.yaml': source });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value[0].version;
}

describe('a correct file', () => {
  test('optional lists become empty', async () => {
    const result = await load({ 'tiny.yaml': dump(minimal()) });
    expect(result).toMatchObject({
      ok: true,
      value: [{ id: 'tiny', leaves: [{ opinions: { negative: [], positive: [] }, not: [], domains: [] }] }],
    });
  });

  test('other files of the folder are left alone', async () => {
    const result = await load({ 'tiny.yaml': dump(minimal()), 'notes.txt': '{' });
    expect(result.ok && result.value.map(({ id }) => id)).toEqual(['tiny']);
  });

  test('the version follows the content, not comments, layout or the order of keys', async () => {
    const version = await versionOf(dump(minimal()));
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    const { leaves, ...head } = minimal();
    expect(await versionOf(`# a comment\n${dump({ leaves, ...head }, { indent: 4 })}`)).toBe(version);
    expect(await versionOf(dump({ ...head, leaves: [{ ...leaves[0], slaHours: 47 }] }))).not.toBe(version);
  });
});

describe('a wrong file', () => {
  const leafWith = (change: object) => ({ ...minimal(), leaves: [{ ...minimalLeaf(), ...change }] });
  const at = '/leaves/0';
  test.each<[string, unknown, string[]]>([
    ['not an object', 'text', ['wrong_type ']],
    ['unknown key at the top', { ...minimal(), colour: 1 }, ['unknown_field /colour']],
    ['unknown key in a leaf', leafWith({ sla: 1 }), [`unknown_field ${at}/sla`]],
    ['an unquoted comma in a name', leafWith({ names: { ...names, hot: null } }), [`unknown_field ${at}/names/hot`]],
    ['missing name', leafWith({ names: { 'zh-CN': '甲', en: 'A' } }), [`missing_field ${at}/names/zh-TW`]],
    ['no leaves', { ...minimal(), leaves: [] }, ['out_of_range /leaves']],
    ['no time limit', leafWith({ slaHours: 0 }), [`out_of_range ${at}/slaHours`]],
    ['late first response', leafWith({ firstResponseHours: 49 }), [`out_of_range ${at}/firstResponseHours`]],
    ['hours as text', leafWith({ slaHours: '48' }), [`wrong_type ${at}/slaHours`]],
    ['empty department', leafWith({ department: ' ' }), [`invalid_format ${at}/department`]],
    ['two lines', leafWith({ department: 'a\nb' }), [`invalid_format ${at}/department`]],
    ['bad code', leafWith({ code: 'Service speed' }), [`invalid_format ${at}/code`]],
    ['no example', leafWith({ examples: [] }), [`out_of_range ${at}/examples`]],
    ['no cue', leafWith({ aspects: [] }), [`missing_field ${at}/aspects`]],
    ['a number as cue', leafWith({ aspects: [400] }), [`wrong_type ${at}/aspects/0`]],
    ['bad cue', leafWith({ opinions: { negative: ['慢', '慢 ..'] } }), [`invalid_format ${at}/opinions/negative/1`]],
    ['unknown opinion', leafWith({ opinions: { neutral: [] } }), [`unknown_field ${at}/opinions/neutral`]],
    ['a cue twice', leafWith({ opinions: { negative: ['速度'] } }), [`duplicate_value ${at}/opinions/negative/0`]],
    ['unknown kind of business', leafWith({ domains: ['hotel', 'zoo'] }), [`invalid_format ${at}/domains/1`]],
    ['unnamed group', { ...minimal(), groups: {} }, ['missing_field /groups/service']],
    ['unused group', { ...minimal(), groups: { service: names, price: names } }, ['unknown_code /groups/price']],
    ['a code twice', { ...minimal(), leaves: [minimalLeaf(), minimalLeaf()] }, ['duplicate_value /leaves/1/code']],
    [
      'a leaf that is an inner node',
      { ...minimal(), leaves: [minimalLeaf(), { ...minimalLeaf(), code: 'service' }] },
      ['invalid_format /leaves/1/code'],
    ],
    [
      'several at once',
      { ...minimal(), colour: 1, leaves: [{ ...minimalLeaf(), slaHours: -1, examples: [], aspects: ['SLOW'] }] },
      [
        'out_of_range /leaves/0/slaHours',
        'invalid_format /leaves/0/aspects/0',
        'out_of_range /leaves/0/examples',
        'unknown_field /colour',
      ],
    ],
  ])('%s', async (_name, content, expected) => {
    expect(await problemsOf(content)).toEqual(expected);
  });

  test('all files are read; each problem names its file', async () => {
    const result = await load({
      'a.yaml': dump({ ...minimal(), id: 'b' }),
      'b.yaml': 'id: b\nid: b\n',
      'c.yaml': 'id: [',
      'd.yaml': new Uint8Array([0x69, 0xff]),
    });
    expect(
      result.ok || result.problems.map(({ code, detail, position }) => [code, detail.slice(0, 6), position]),
    ).toEqual([
      ['invalid_format', 'a.yaml', undefined],
      ['duplicate_key', 'b.yaml', 2],
      ['invalid_format', 'c.yaml', 1],
      ['file_unreadable', 'd.yaml', undefined],
    ]);
  });

  test('a folder without taxonomies, or none', async () => {
    for (const folder of [dir, join(dir, 'missing')]) {
      expect(await loadTaxonomies(folder)).toMatchObject({ ok: false, problems: [{ code: 'file_unreadable' }] });
    }
  });

  test('whatever the content, the answer is a value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof readTaxonomy(value).ok === 'boolean'));
  });
});

describe('cue syntax', () => {
  test.each(['排队', '等|排队', '等|排队 .. 久|半天', 'a .. b .. c', '客服 & 慢|卡', 'crash*', 'too slow', 'cp值'])(
    '%s',
    (cue) => expect(cueProblem(cue)).toBeNull(),
  );
  test.each(['crash* @app', '慢 .. 等 @hotel,bank', '慢 @!app'])('%s', (cue) => expect(cueProblem(cue)).toBeNull());
  test.each([
    '',
    ' 慢',
    '慢  等',
    'App',
    'ａpp',
    '慢，',
    '慢|',
    '慢 | 等',
    '慢 ..',
    '慢..等',
    '慢 &',
    '慢&等',
    '慢 .. 等 & 快',
    '慢*',
    '*',
    'a*b',
    '慢 @',
    '慢 @App',
    '慢 @zoo',
    '慢 @hotel,,bank',
    '慢@app',
  ])('refused: %j', (cue) => expect(cueProblem(cue)).not.toBeNull());
});

describe('the shipped taxonomies', () => {
  const shipped = loadTaxonomies(join(import.meta.dirname, '../../lexicons/taxonomies'));
  const under = (parent: string, leaves: string) => leaves.split(' ').map((leaf) => `${parent}.${leaf}`);
  const contract: Record<string, string[]> = {
    dining: [
      ...under('venue.location', 'transportation downtown easy_to_find'),
      ...under('venue.ambience', 'decoration noise space sanitary'),
      ...under('service.staff', 'queue hospitality parking timely'),
      ...under('product.price', 'level cost_effective discount'),
      ...under('product.food', 'portion taste appearance recommend'),
    ],
    equipment: [
      ...under('service.skill', 'insufficient repeated_repair minor_fault_efficiency incomplete_fix long_repair'),
      ...under(
        'service.attitude',
        'poor not_hands_on absent few_visits procrastination forced_parts no_supplier_contact broken_promise',
      ),
      ...under('service.timeliness', 'late_arrival no_vehicle understaffed remote_site hotline_notice engineer_busy'),
      ...under('service.parts', 'late far_warehouse long_shipping low_stock transfer_needed wrong_parts'),
      ...under('service.overall', 'satisfaction image cumbersome_process headquarters_slow general_complaint'),
    ],
    banking: [
      ...under('service.counter', 'waiting_time proficiency attitude environment'),
      ...under('service.phone', 'reachability transfer attitude resolution'),
      ...under('service.online', 'response_time bot attitude resolution'),
      ...under('service.complaint', 'process no_feedback'),
      ...under('product.card', 'application limit fees points alerts'),
      ...under('product.loan', 'approval_time documents rate repayment'),
      ...under('product.wealth', 'yield redemption risk_disclosure'),
      ...under('product.account', 'opening transfer_limit security'),
      ...under('channel.app', 'stability speed login usability payment'),
      ...under('channel.branch', 'coverage hours self_service'),
      ...under('channel.atm', 'availability fault'),
    ],
  };

  test('load without a problem', async () => {
    const result = await shipped;
    expect(result.ok ? [] : result.problems).toEqual([]);
  });

  test.each(Object.keys(contract))('%s has the leaves of the contract, each in full', async (id) => {
    const result = await shipped;
    if (!result.ok) throw new Error('see the test above');
    const leaves = result.value.find((taxonomy) => taxonomy.id === id)?.leaves ?? [];
    expect(leaves.map(({ code }) => code)).toEqual(contract[id]);
    for (const { code, aspects, opinions, examples, domains } of leaves) {
      expect(aspects.length + opinions.negative.length + opinions.positive.length, code).toBeGreaterThanOrEqual(15);
      expect(Math.min(opinions.negative.length, opinions.positive.length), code).toBeGreaterThan(0);
      expect(examples.length, code).toBeGreaterThanOrEqual(2);
      expect(examples.filter((example) => /^[ -~]+$/.test(example)).length, code).toBeGreaterThanOrEqual(1);
      expect(domains, code).toEqual([]);
    }
  });

  test.each(Object.keys(contract))('%s: the cues of a leaf find its examples', async (id) => {
    const result = await shipped;
    const tools = loadTextTools(join(import.meta.dirname, '../../lexicons'), 'jieba');
    if (!result.ok || !tools.ok) throw new Error('see the tests above');
    const taxonomy = result.value.find((candidate) => candidate.id === id)!;
    const cues = compileLeafCues(taxonomy, [], tools.value.fold);
    const open = new Uint8Array(cues.scopes.length).fill(1);
    const denied = new Uint8Array(taxonomy.leaves.length);
    const find = createFindingReader(cues, () => false);
    const missed = taxonomy.leaves.flatMap(({ code, examples }, leaf) =>
      examples
        .filter((example) => {
          const { tokens, clauses } = tools.value.read(example);
          return !clauses.some((clause) => {
            const hits = cues.matcher.match(tokens.text, clause.start, clause.end, open);
            return find(tokens.text, clause, hits, denied).some((finding) => finding.leaf === leaf);
          });
        })
        .map((example) => `${code}: ${example}`),
    );
    expect(missed).toEqual([]);
  });
});
