import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedCue, parseCue } from '../../../src/text/classify/cueSyntax.ts';
import { createCueMatcher, latinSequenceGap, sequenceGap } from '../../../src/text/classify/cues.ts';

type Hit = [cue: number, start: number, end: number];

const open = Uint8Array.of(1, 0);

const matcherOf = (cues: string[]) =>
  createCueMatcher(
    cues.map(parseCue),
    cues.map(() => 0),
  );

function matches(cues: string[], text: string, from = 0, to = text.length): Hit[] {
  const hits = matcherOf(cues).match(text, from, to, open);
  return Array.from({ length: hits.count }, (_, i): Hit => [hits.cue[i], hits.start[i], hits.end[i]]);
}

const isLatin = (char: string | undefined): boolean => char !== undefined && /[a-z0-9\u00c0-\u024f]/.test(char);

/** Where the words of one part stand, by trying every place. In the order of ends, longest first. */
function places(part: ParsedCue['parts'][number], text: string, from: number, to: number): [number, number][] {
  const found: [number, number][] = [];
  for (let end = from + 1; end <= to; end++)
    for (let start = from; start < end; start++)
      for (const { text: word, prefix } of part) {
        if (text.slice(start, end).replaceAll('’', "'") !== word) continue;
        if (isLatin(word[0]) && isLatin(text[start - 1])) continue;
        if (!prefix && isLatin(word.at(-1)) && isLatin(text[end])) continue;
        if (!found.some(([s, e]) => s === start && e === end)) found.push([start, end]);
      }
  return found;
}

/** The cue by its definition, without automaton. */
function reference(cue: ParsedCue, text: string, from: number, to: number): [number, number][] {
  const parts = cue.parts.map((part) => places(part, text, from, to));
  if (cue.kind === 'all' && parts.length > 1) {
    if (parts.some((p) => p.length === 0)) return [];
    const firsts = parts.map((p) => p[0]);
    return [[Math.min(...firsts.map(([s]) => s)), Math.max(...firsts.map(([, e]) => e))]];
  }
  let chains = parts[0];
  for (const part of parts.slice(1))
    chains = part.flatMap(([start, end]): [number, number][] => {
      const before = chains.filter(([, e]) => {
        const gap = isLatin(text[e - 1]) ? latinSequenceGap : sequenceGap;
        return e <= start && start - e <= gap;
      });
      return before.length === 0 ? [] : [[nearest(before)[0], end]];
    });
  return chains;
}

function nearest(chains: [number, number][]): [number, number] {
  return chains.reduce((best, chain) => (chain[1] >= best[1] ? chain : best));
}

const unique = (hits: string[]): string[] => [...new Set(hits)].sort();

describe('cue matcher', () => {
  it('finds words, alternatives, prefixes and whole Latin words only', () => {
    expect(matches(['太贵|不值'], '这个太贵,不值')).toEqual([
      [0, 2, 4],
      [0, 5, 7],
    ]);
    expect(matches(['crash*', 'app'], 'the app crashes, happy')).toEqual([
      [1, 4, 7],
      [0, 8, 13],
    ]);
    expect(matches(['app'], '这个app不错')).toEqual([[0, 2, 5]]);
    expect(matches(["can't open"], 'i can’t open it')).toEqual([[0, 2, 12]]);
  });

  it('takes sequences in order and close together, and all parts in any order', () => {
    expect(matches(['等|排队 .. 久'], '排队等了很久')).toEqual([[0, 2, 6]]);
    expect(matches(['等 .. 久'], '久等')).toEqual([]);
    expect(matches(['等 .. 久'], `等${'一'.repeat(sequenceGap)}久`)).toHaveLength(1);
    expect(matches(['等 .. 久'], `等${'一'.repeat(sequenceGap + 1)}久`)).toEqual([]);
    expect(matches(['客服 & 慢'], '慢的是客服')).toEqual([[0, 0, 5]]);
  });

  it('stays within the clause', () => {
    expect(matches(['客服 & 慢'], '客服好,物流慢', 0, 3)).toEqual([]);
    expect(matches(['太贵'], '太贵', 0, 1)).toEqual([]);
  });

  it('reads the scope of a cue', () => {
    expect(parseCue('房间|床 @hotel,travel')).toMatchObject({ domains: ['hotel', 'travel'], except: false });
    expect(parseCue('书 .. 好 @!book')).toMatchObject({ kind: 'sequence', domains: ['book'], except: true });
  });

  it('gives the same answer as trying every place', () => {
    const word = fc.stringMatching(/^[甲乙丙a]{1,3}$/);
    const alternatives = fc
      .array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 3 })
      .map((list) => list.map(([w, star]) => (star && w.endsWith('a') ? `${w}*` : w)).join('|'));
    const cue = fc
      .tuple(fc.array(alternatives, { minLength: 1, maxLength: 3 }), fc.constantFrom(' .. ', ' & '))
      .map(([parts, by]) => parts.join(by));
    const text = fc.stringMatching(/^[甲乙丙丁ab ’]{0,40}$/);
    fc.assert(
      fc.property(fc.array(cue, { minLength: 1, maxLength: 6 }), text, fc.nat(8), fc.nat(8), (cues, t, cutA, cutB) => {
        const from = Math.min(cutA, t.length);
        const to = Math.max(from, t.length - cutB);
        const expected = cues.flatMap((c, i) => reference(parseCue(c), t, from, to).map(([s, e]) => `${i}:${s}-${e}`));
        expect(unique(matches(cues, t, from, to).map(([c, s, e]) => `${c}:${s}-${e}`))).toEqual(unique(expected));
      }),
      { numRuns: 400 },
    );
  });

  it('leaves out the cues of a closed scope', () => {
    const matcher = createCueMatcher(['甲', '甲 .. 乙', '甲 & 乙', '乙'].map(parseCue), [0, 1, 1, 0]);
    const hits = matcher.match('甲乙', 0, 2, open);
    expect([...hits.cue.slice(0, hits.count)]).toEqual([0, 3]);
  });

  it('answers alike when used again', () => {
    const matcher = matcherOf(['甲 & 乙', '甲 .. 丙']);
    const count = (t: string): number => matcher.match(t, 0, t.length, open).count;
    expect([count('甲乙丙'), count('乙丙'), count('甲乙丙')]).toEqual([2, 0, 2]);
  });
});
