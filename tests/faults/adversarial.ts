import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTaxonomies } from '../../src/artefacts/taxonomies.ts';
import { readRows } from '../../src/artefacts/wordList.ts';
import { xorshift } from '../../src/text/classify/linear.ts';

/** A text that is meant to take long, at any length: a longer one begins with the shorter one, except for its tail. */
export interface Attack {
  name: string;
  /** Exactly `units` UTF-16 units, well-formed. */
  text(units: number): string;
}

const punctuation = [...'！？。，、；：…~～,.!?;:-_/\\|*#%&=+^\'"“”‘’（）()[]【】「」『』《》<>@$￥`'];
const singles = [
  ...punctuation,
  ...'哈啊呵不没好差的了著着a0９٣é한あﻻ 　\t\n\r',
  '😀',
  '👍🏻',
  '🇨🇳',
  '👩‍👩‍👧‍👦',
  '❤️',
  '𠮷',
  '\u00a0',
  '\u2028',
];
const latin = [
  'a-',
  '/usr/',
  "'s ",
  "n't ",
  "a's",
  'http://a.',
  'a@b.',
  'a b ',
  'A1',
  'ä',
  'x.y,',
  '.,',
  'not ',
  '“a”',
];
const numbers = [
  '1',
  '138 ',
  '1-',
  '12,345.',
  '0086-',
  '６２',
  '1.',
  '2026-01-01 ',
  '京A',
  '￥9',
  '110101199003070000X',
];
const openings = ['(', '（', '「『', '“‘', '【', '<a ', '{"a":', '[['];
const invisibles = ['\u200b', '\u200d', '\ufeff', '\u00ad', '\ufe0f', '\u202e'];
const marks = ['\u0301', '\u0300\u0302', '\u3099', '\u0327'];
const joints = ['，', '。', '\n', ' ', '、', '；', ',', '~'];

/** Words of the package's own lists, by list: what a hostile text repeats to keep the rules busy. */
export async function loadVocabulary(): Promise<Map<string, string[]>> {
  const dir = join(packageRoot, 'lexicons');
  const vocabulary = new Map<string, string[]>();
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.txt'))
      vocabulary.set(
        file,
        readRows(join(dir, file)).flatMap(({ columns }) => alternatives(columns[0])),
      );
  const taxonomies = await loadTaxonomies(join(dir, 'taxonomies'));
  if (!taxonomies.ok) throw new Error('the taxonomies are not sound');
  for (const { id, leaves } of taxonomies.value) {
    const cues = leaves.flatMap(({ aspects, opinions }) => [...aspects, ...opinions.negative, ...opinions.positive]);
    vocabulary.set(`${id} cues`, cues.flatMap(alternatives));
    // The beginning of a sequence alone is never completed.
    vocabulary.set(
      `${id} beginnings`,
      cues.filter((cue) => cue.includes(' .. ')).flatMap((cue) => alternatives(cue.split(' .. ')[0])),
    );
  }
  return vocabulary;
}

function alternatives(cue: string): string[] {
  return cue
    .replace(/ @.*$/, '')
    .split(/ \.\. | & |\|/)
    .map((word) => word.trim().replace(/\*$/, ''))
    .filter((word) => word !== '');
}

const nearMisses: [name: string, pump: string, tail: string][] = [
  ['等 × n … 久 missing', '等', '九'],
  ['不 × n', '不', '好'],
  ['不得不 × n', '不得不', ''],
  ['忍不住 × n', '忍不住', ''],
  ['contrast and comma', '但，', ''],
  ['contrast clauses in one sentence', '但是好，', ''],
  ['concessions', '虽然好但是差', ''],
  ['wish and change', '改进', ''],
  ['wishes', '希望改进', ''],
  ['escalation in every sentence', '投诉。', ''],
  ['escalation and leaf in every sentence', '投诉慢。', ''],
  ['leaves and escalation in one sentence', '物流慢，客服差，质量差，价格贵，投诉，', ''],
  ['leaves, then escalation in every sentence', '物流慢，客服差，质量差。投诉。', ''],
  ['leaf in every clause', '物流慢，', ''],
  ['leaf in every sentence', '物流慢。', ''],
  ['aspect then opinion', '物流，太差了。', ''],
  ['suggestion in every clause', '建议快，', ''],
  ['commas', '，', ''],
  ['one-letter clauses', '好，', ''],
  ['newlines', '\n', ''],
  ['newlines and words', '差\n', ''],
  ['questions', '吗？', ''],
  ['emoji', '😀', ''],
  ['ZWJ chain', '👩‍', '👧'],
  ['unbroken letters', 'a', ''],
  ['hyphens', 'a-', ''],
  ["'s chain", "a's", ''],
  ["'s chain with blanks", "a's ", ''],
  ['path', '/a', ''],
  ['letters and one space', 'ab', ' c'],
  ['Latin words', 'slow ', ''],
  ['Latin opinions in clauses', 'slow,', ''],
  ['著', '著', ''],
  ['nested quotes', '「“', ''],
  ['zero-width every second unit', '慢\u200b', ''],
  ['marks on one letter', '\u0301', ''],
  ['spaces before an opinion', ' ', '贵'],
  ['spaces and opinions', ' 贵', ''],
  ['digits', '1', ''],
  ['addresses', 'a@b.c', ''],
  ['at signs', '@', ''],
];

/** The known bad shapes, then `count` generated ones. The same seed gives the same attacks. */
export function attacks(vocabulary: Map<string, string[]>, seed: number, count: number): Attack[] {
  const random = xorshift(seed);
  const known = nearMisses.map(([name, pump, tail]) => ({
    name,
    text: (units: number) => exactly(name === 'wish and change' ? '希望' : '', pump, tail, units),
  }));
  return [...known, ...Array.from({ length: count }, (_, i) => generated(vocabulary, random, i))];
}

/** Half of the attacks repeat a short pattern; the others are long mixes, which repeat less. */
function generated(vocabulary: Map<string, string[]>, random: () => number, i: number): Attack {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const lists = [...vocabulary.keys()];
  const pools: [name: string, pool: () => readonly string[]][] = [
    ['single', () => singles],
    ['latin', () => latin],
    ['numbers', () => numbers],
    ['openings', () => openings],
    ...lists.map((name): [string, () => readonly string[]] => [name, () => vocabulary.get(name)!]),
  ];
  const [first, pool] = pools[i % pools.length];
  const [second, other] = random() < 0.5 ? pick(pools) : [first, pool];
  const joint = random() < 0.5 ? pick(joints) : '';
  const hidden = random() < 0.15 ? pick(random() < 0.5 ? invisibles : marks) : '';
  const piece = (): string => {
    const word = pick(random() < 0.7 ? pool() : other());
    return (hidden === '' ? word : [...word].join(hidden) + hidden) + joint;
  };
  const name = `${i}: ${first} + ${second}, joint ${JSON.stringify(joint)}, hidden ${JSON.stringify(hidden)}`;
  if (random() < 0.5) {
    const pump = Array.from({ length: 1 + Math.floor(random() * 5) }, piece).join('');
    const [head, tail] = [random() < 0.3 ? piece() : '', random() < 0.3 ? piece() : ''];
    return { name: `${name}, pump ${JSON.stringify(pump)}`, text: (units) => exactly(head, pump, tail, units) };
  }
  let mix = '';
  while (mix.length < 20_000) mix += piece();
  return { name: `${name}, mix`, text: (units) => exactly('', mix, '', units) };
}

function exactly(head: string, pump: string, tail: string, units: number): string {
  const room = Math.max(0, units - head.length - tail.length);
  const body = pump.repeat(Math.ceil(room / pump.length)).slice(0, room);
  // A pair that the cut takes apart would be no text.
  return (head + body + tail).slice(0, units).replace(/\p{Cs}/gu, '.');
}
