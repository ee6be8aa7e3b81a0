import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/feedback/analysis.ts';
import type { ParsedComment } from '../../src/feedback/comment.ts';
import {
  contradicts,
  findInvertedScales,
  markInvertedScales,
  type RatedReading,
} from '../../src/feedback/invertedScales.ts';

const pair = (group: string, contradicting: boolean): RatedReading => ({
  group,
  rating: contradicting ? 1 : -1,
  score: -0.9,
});
const anyReading = (group: fc.Arbitrary<string>) =>
  fc.record({
    group,
    rating: fc.double({ min: -1, max: 1, noNaN: true }),
    score: fc.double({ min: -1, max: 1, noNaN: true }),
  });

describe('scales read upside down', () => {
  it('are suspected when most clear pairs of one author contradict each other', () => {
    const readings = [
      ...Array.from({ length: 5 }, () => pair('a', true)),
      ...Array.from({ length: 5 }, () => pair('b', false)),
    ];
    expect(findInvertedScales(readings)).toEqual([{ group: 'a', by: 'author', pairs: 5, contradicting: 5 }]);
  });

  it('are not, on few or unclear pairs', () => {
    expect(findInvertedScales(Array.from({ length: 3 }, () => pair('a', true)))).toEqual([]);
    expect(findInvertedScales(Array.from({ length: 9 }, () => ({ group: 'a', rating: 1, score: -0.3 })))).toEqual([]);
    const half = Array.from({ length: 10 }, (_, i) => pair('a', i % 2 === 0));
    expect(findInvertedScales(half)).toEqual([]);
  });

  it('law: a group without a contradiction is never found', () => {
    fc.assert(
      fc.property(fc.array(anyReading(fc.constantFrom('a', 'b'))), (readings) => {
        expect(findInvertedScales(readings.filter((reading) => !contradicts(reading)))).toEqual([]);
      }),
    );
  });

  it('law: one more agreement makes nobody suspect', () => {
    fc.assert(
      fc.property(fc.array(anyReading(fc.constant('a'))), fc.nat({ max: 12 }), (readings, contradictions) => {
        const before = [...readings, ...Array.from({ length: contradictions }, () => pair('a', true))];
        if (findInvertedScales(before).length > 0) return;
        expect(findInvertedScales([...before, pair('a', false)])).toEqual([]);
      }),
    );
  });
});

const comment = (author: string | undefined, rating: number | undefined): ParsedComment => ({
  source: 's',
  text: 'x',
  ratingScale: { min: 1, max: 5 },
  masked: [],
  ...(author === undefined ? {} : { author }),
  ...(rating === undefined ? {} : { rating }),
});

const analysis = (score: number, rated = true): Analysis => ({
  id: 'x',
  language: 'zh-Hans',
  truncated: false,
  sentiment: { label: score < 0 ? 'very_negative' : 'very_positive', score, confidence: 0.9, evidence: [] },
  kind: 'mention',
  escalation: 'none',
  clauses: [],
  issues: [],
  keywords: [],
  conflict: rated
    ? { score: 0.4, flagged: false, type: null, severity: 0, reasons: [], evidence: [], hiddenComplaints: [] }
    : null,
  quality: [],
  versions: { engine: '', lexicon: '', model: '', taxonomy: '', segmenter: '', frequencies: '' },
});

describe('the analyses of one request', () => {
  const comments = [
    ...[5, 5, 1, 5].map((rating) => comment('a', rating)),
    comment('a', 1),
    comment('a', undefined),
    comment('b', 5),
    comment(undefined, 5),
    comment('a', 3),
  ];
  const results = [
    ...[-0.9, -0.8, 0.9, -0.9].map((score) => analysis(score)),
    analysis(-0.9),
    analysis(-0.9, false),
    ...[-0.9, -0.9, -0.9].map((score) => analysis(score)),
  ];

  it('marks the contradicting comments of a suspect author, with the numbers in both languages', () => {
    const marked = markInvertedScales(comments, results) as Analysis[];
    expect(marked.map(({ conflict }) => conflict?.type ?? null)).toEqual([
      ...Array(4).fill('scale_inverted_suspect'),
      ...Array(5).fill(null),
    ]);
    expect(marked[0].conflict).toMatchObject({ flagged: true, severity: 0.95, score: 0.4 });
    expect(marked[0].conflict!.reasons[0]).toEqual({
      code: 'scale_inverted_suspect',
      'zh-CN': '同一作者评分与文字都很鲜明的 5 条评论中，有 4 条互相矛盾，可能把评分方向弄反了',
      'zh-TW': '同一作者評分與文字都很鮮明的 5 則評論中，有 4 則互相矛盾，可能把評分方向弄反了',
      en: '4 of 5 comments of this author with a clear rating and a clear text contradict themselves: the scale may have been read upside down',
    });
  });

  it('marks a batch that was sent upside down, by channel, from 20 clear pairs on', () => {
    const app = (rating: number) => ({ ...comment(undefined, rating), channel: 'app' });
    const send = (n: number) => {
      const batch = [...Array.from({ length: n }, (_, i) => app(i % 2 === 0 ? 5 : 1)), comment(undefined, 5)];
      const scores = batch.map(({ rating }) => analysis(rating === 5 ? -0.9 : 0.9));
      return (markInvertedScales(batch, scores) as Analysis[]).map(({ conflict }) => conflict);
    };
    const marked = send(20);
    expect(marked.map((conflict) => conflict!.type)).toEqual([...Array(20).fill('scale_inverted_suspect'), null]);
    expect(marked[0]!.reasons[0].en).toContain('20 of 20 comments of this batch and channel');
    expect(send(19).every((conflict) => conflict!.type === null)).toBe(true);
  });

  it('leaves what was handed in alone, and passes failures on', () => {
    const before = structuredClone(results);
    const failed = { failure: 'it broke' };
    expect(markInvertedScales([...comments, comment('a', 5)], [...results, failed]).at(-1)).toBe(failed);
    expect(results).toEqual(before);
  });

  it('law: without authors, or without contradictions, nothing changes', () => {
    const item = fc.record({
      author: fc.constantFrom('a', 'b', undefined),
      rating: fc.constantFrom(1, 2, 3, 4, 5),
      score: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const alone = items.map(({ rating }) => comment(undefined, rating));
        const read = items.map(({ score }) => analysis(score));
        expect(markInvertedScales(alone, read)).toEqual(read);
        const sided = items.map(({ rating, score }) => analysis(rating < 3 ? -Math.abs(score) : Math.abs(score)));
        const named = items.map(({ author, rating }) => comment(author, rating));
        expect(markInvertedScales(named, sided)).toEqual(sided);
      }),
    );
  });
});
