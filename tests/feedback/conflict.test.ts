import { describe, expect, it } from 'vitest';
import type { ParsedComment } from '../../src/feedback/comment.ts';
import { type ConflictModel, explainConflict, judgeConflict } from '../../src/feedback/conflict.ts';
import type { Document } from '../../src/text/document.ts';
import type { Band, SentimentReading } from '../../src/text/sentiment/reading.ts';

const model: ConflictModel = { intercept: -2.7, disagreement: 0.9, strength: 0.5, threshold: 0.2 };

/** A document of clauses joined by 「，」, with the log-odds of each, and of the whole. */
function readingOf(clauses: [text: string, sum: number][], sum: number, label: Band = 'neutral') {
  const text = clauses.map(([part]) => part).join('，');
  let at = 0;
  const spans = clauses.map(([part]) => {
    const span = { start: at, end: at + part.length };
    at = span.end + 1;
    return span;
  });
  const document = { text, clauses: spans } as unknown as Document;
  const clauseReadings = clauses.map(([, s]) => ({ sum: s, score: Math.tanh(s / 2), label: 'neutral' as Band }));
  const reading: SentimentReading = {
    sum,
    score: Math.tanh(sum / 2),
    label,
    confidence: 0.9,
    kinds: null,
    evidence: [],
    clauses: clauseReadings,
  };
  return { document, reading };
}

const rated = (more: Partial<ParsedComment>): ParsedComment => ({
  source: 's',
  text: '',
  ratingScale: { min: 1, max: 5 },
  masked: [],
  ...more,
});

const bad = readingOf(
  [
    ['送到就坏了', -4],
    ['客服不理人', -3],
  ],
  -5,
  'very_negative',
);
const fine = readingOf([['很好用', 4]], 4, 'very_positive');
const flawed = readingOf(
  [
    ['很好用', 5],
    ['就是有点贵', -2],
  ],
  2.5,
  'positive',
);

describe('the conflict of rating and text', () => {
  it('is null without any rating', () => {
    expect(judgeConflict(model, rated({}), bad.document, bad.reading)).toBeNull();
  });

  it('names a high rating of a negative text, with the clauses that speak against it', () => {
    const conflict = judgeConflict(model, rated({ rating: 5 }), bad.document, bad.reading)!;
    expect(conflict).toMatchObject({ flagged: true, type: 'high_rating_negative_text', hiddenComplaints: [] });
    expect(conflict.evidence.map(({ text }) => text)).toEqual(['送到就坏了', '客服不理人']);
    expect(conflict.reasons[0]).toEqual({
      code: 'high_rating_negative_text',
      'zh-CN': '评分高，但文字是负面的',
      'zh-TW': '評分高，但文字是負面的',
      en: 'the rating is high, but the text is negative',
    });
    expect(conflict.severity).toBeGreaterThan(0.9);
  });

  it('names a low rating of a positive text', () => {
    const conflict = judgeConflict(model, rated({ rating: 1 }), fine.document, fine.reading)!;
    expect(conflict).toMatchObject({ flagged: true, type: 'low_rating_positive_text' });
    expect(conflict.evidence[0].text).toBe('很好用');
  });

  it('names a middling rating of a strong text', () => {
    expect(judgeConflict(model, rated({ rating: 3 }), bad.document, bad.reading)!.type).toBe(
      'neutral_rating_strong_text',
    );
    expect(
      judgeConflict(model, rated({ rating: 3 }), flawed.document, { ...flawed.reading, score: 0.3 })!.type,
    ).toBeNull();
  });

  it('leaves agreement alone', () => {
    for (const [rating, { document, reading }] of [
      [1, bad],
      [5, fine],
      [2, bad],
      [4, fine],
    ] as const) {
      const conflict = judgeConflict(model, rated({ rating }), document, reading)!;
      expect(conflict).toMatchObject({ flagged: false, type: null, severity: 0, reasons: [], evidence: [] });
      expect(conflict.score).toBeLessThan(0.1);
    }
  });

  it('lists a flaw of a well-rated, positive comment as a hidden complaint, not as a conflict', () => {
    const conflict = judgeConflict(model, rated({ rating: 5 }), flawed.document, flawed.reading)!;
    expect(conflict).toMatchObject({ flagged: false, type: null });
    expect(conflict.hiddenComplaints).toEqual([{ start: 4, end: 9, text: '就是有点贵', weight: -2, rule: 'clause' }]);
  });

  it('reads the rating on its own scale', () => {
    const ten = { ratingScale: { min: 0, max: 10 } };
    expect(judgeConflict(model, rated({ rating: 9, ...ten }), bad.document, bad.reading)!.flagged).toBe(true);
    expect(judgeConflict(model, rated({ rating: 1, ...ten }), bad.document, bad.reading)!.flagged).toBe(false);
  });

  it('grows with the distance of rating and text', () => {
    const scores = [1, 2, 3, 4, 5].map(
      (rating) => judgeConflict(model, rated({ rating }), bad.document, bad.reading)!.score,
    );
    expect(scores.filter((_, i) => i !== 2)).toEqual(scores.filter((_, i) => i !== 2).sort((a, b) => a - b));
  });

  it('flags from the threshold on that it is given', () => {
    const comment = rated({ rating: 5 });
    expect(judgeConflict(model, comment, bad.document, bad.reading, { threshold: 0.999 })!.flagged).toBe(false);
    expect(judgeConflict(model, comment, bad.document, bad.reading, { threshold: 0 })!.flagged).toBe(true);
  });
});

describe('the calibration of the channel', () => {
  const comment = rated({ rating: 5 });
  const judged = (offset: number) =>
    judgeConflict(model, comment, bad.document, bad.reading, { calibration: { offset, comments: 200 } })!;

  it('makes a conflict less probable where ratings are higher than texts, and is told', () => {
    const plain = judgeConflict(model, comment, bad.document, bad.reading)!;
    expect(plain).not.toHaveProperty('calibration');
    expect(judged(0)).toEqual({ ...plain, calibration: { offset: 0, comments: 200 } });
    expect(judged(0.8).score).toBeLessThan(plain.score);
    expect(judged(-0.8).score).toBeGreaterThan(plain.score);
  });

  it('is a term of the explanation', () => {
    const calibration = { offset: 0.8, comments: 200 };
    const explained = explainConflict(model, comment, bad.document, bad.reading, { calibration })!;
    expect(explained.terms.at(-1)).toEqual({ rule: 'channel', weight: expect.closeTo(-0.9 * 0.8, 9) });
    expect(explained.score).toBeCloseTo(explained.probability, 4);
    expect(explained.score).toBe(judged(0.8).score);
    expect(explainConflict(model, rated({}), bad.document, bad.reading)).toBeNull();
  });
});

describe('the conflict of sub-scores and overall score', () => {
  it('finds speed 1 beside overall 5, and names the sub-score', () => {
    const conflict = judgeConflict(
      model,
      rated({ rating: 5, ratings: { 速度: 1, 质量: 5 } }),
      fine.document,
      fine.reading,
    )!;
    expect(conflict).toMatchObject({ flagged: true, type: 'subscore_mismatch' });
    expect(conflict.reasons[0]['zh-CN']).toContain('速度');
  });

  it('lets small differences pass', () => {
    const comment = rated({ rating: 5, ratings: { 速度: 4, 质量: 5, 包装: 4 } });
    expect(judgeConflict(model, comment, fine.document, fine.reading)!.type).toBeNull();
  });

  it('takes the mean of the sub-scores where there is no overall score', () => {
    const comment = rated({ ratings: { 速度: 5, 质量: 5 } });
    expect(judgeConflict(model, comment, bad.document, bad.reading)!.type).toBe('high_rating_negative_text');
  });
});
