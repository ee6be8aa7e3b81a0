import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contradictingScore,
  createStraightLineFinder,
  speederLimit,
  whiskers,
} from '../../../src/feedback/statistics/quality/checks.ts';
import { createDuplicateFinder, repeats } from '../../../src/feedback/statistics/quality/duplicates.ts';
import { completeness, createImputer, expectedDimensions } from '../../../src/feedback/statistics/quality/missing.ts';

test('the box of Tukey: 1.5 interquartile ranges', () => {
  // Quartiles 25.5 and 34.75 (R, type 7).
  const values = [21, 23, 24, 25, 29, 33, 49].map((value) => [value, 1] as const);
  expect(whiskers(values)).toEqual({ low: 23.5 - 1.5 * 7.5, high: 31 + 1.5 * 7.5 });
  expect(whiskers([[3, 3]])).toBeNull();
});

describe('straight lines', () => {
  const run = (scores: string[], who = (_: number) => 'a') => {
    const find = createStraightLineFinder();
    return scores.flatMap((score, i) => find(who(i), score, `c${i}`));
  };

  test('twenty equal scores in a row are found, nineteen are not', () => {
    expect(run(Array(19).fill('5'))).toEqual([]);
    expect(run(Array(20).fill('5'))).toHaveLength(20);
    expect(run([...Array(19).fill('5'), '4', ...Array(19).fill('5')])).toEqual([]);
    expect(run(['3', ...Array(22).fill('5'), '4'])).toEqual(Array.from({ length: 22 }, (_, i) => `c${i + 1}`));
  });

  test('each author has a line of his own', () => {
    expect(run(Array(39).fill('5'), (i) => String(i % 2))).toHaveLength(20);
  });

  test('every run of twenty is found, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('1', '2'), fc.integer({ min: 1, max: 40 })), { maxLength: 8 }),
        (runs) => {
          const scores = runs.flatMap(([score, n]) => Array<string>(n).fill(score));
          const expected: string[] = [];
          for (let i = 0; i < scores.length; ) {
            let end = i;
            while (end < scores.length && scores[end] === scores[i]) end++;
            if (end - i >= 20) for (let k = i; k < end; k++) expected.push(`c${k}`);
            i = end;
          }
          expect(run(scores)).toEqual(expected);
        },
      ),
    );
  });
});

test('speed 1 with overall 5 is a contradiction', () => {
  const five = { min: 1, max: 5 };
  expect(contradictingScore(5, { 速度: 1, 质量: 5, 态度: 5, 环境: 5 }, five)).toBe('速度');
  expect(contradictingScore(1, { 速度: 5 }, five)).toBe('速度');
  expect(contradictingScore(5, { 速度: 3 }, five)).toBeNull();
  expect(contradictingScore(null, { 速度: 1 }, five)).toBeNull();
  expect(contradictingScore(5, null, five)).toBeNull();
});

test('speeders need a usual time', () => {
  expect(speederLimit([[60, 29]])).toBeNull();
  expect(
    speederLimit([
      [60, 20],
      [120, 11],
    ]),
  ).toBe(20);
});

describe('missing sub-scores', () => {
  test('above 30 % the answer is void', () => {
    const four = ['a', 'b', 'c', 'd'];
    expect(completeness({ a: 1, b: 1, c: 1, d: 1 }, four)).toBe('complete');
    expect(completeness({ a: 1, b: 1, c: 1 }, four)).toBe('partial');
    expect(completeness({ a: 1, b: 1 }, four)).toBe('void');
    const ten = Array.from({ length: 10 }, (_, i) => String(i));
    expect(completeness(Object.fromEntries(ten.slice(3).map((name) => [name, 1])), ten)).toBe('partial');
    expect(
      expectedDimensions(
        new Map([
          ['a', 10],
          ['b', 5],
          ['c', 4],
        ]),
        10,
      ),
    ).toEqual(['a', 'b']);
  });

  test('three ways to fill them in', () => {
    const imputer = createImputer(3);
    // The third is the mean of the first two.
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0.5, 0.5],
      [0.5, 0],
      [0, 0.5],
      [1, 0.5],
      [0.5, 1],
      [1, 1],
    ] as const)
      imputer.learn([a, b, (a + b) / 2]);
    const filled = imputer.fill([1, 0.5, null])!.get(2)!;
    expect(filled.regression).toBeCloseTo(0.75, 3);
    expect(filled.hot_deck).toBe(0.75);
    // 0.25, 0.5 and 0.75 come two, three and two times; of the first, 1 comes four times.
    expect(filled.mode).toBe(0.5);
    expect(imputer.fill([null, 0, 0.5])!.get(0)!.mode).toBe(1);
    expect(createImputer(2).fill([1, null])).toBeNull();
  });
});

describe('repeated texts', () => {
  const text = '昨天下单的洗衣机今天就送到了，师傅安装得很仔细，走的时候还把包装都带走了。';

  test('the same and nearly the same are found, others are not', () => {
    expect(repeats(text, text.replaceAll('，', ' , '))).toBe('duplicate');
    expect(repeats(text, text.replace('昨天', '前天'))).toBe('near_duplicate');
    expect(repeats(text, '这家店的牛肉面汤很鲜，就是等位等了一个多小时，服务员也叫不到。')).toBeNull();
    expect(repeats('很好', '很好')).toBeNull();
  });

  test('candidates are found among many texts', () => {
    const finder = createDuplicateFinder(500);
    const words = [
      '物流',
      '客服',
      '价格',
      '质量',
      '包装',
      '安装',
      '退货',
      '屏幕',
      '声音',
      '电池',
      '很快',
      '太慢',
      '不错',
      '一般',
    ];
    const sentence = (seed: number) =>
      Array.from({ length: 12 }, (_, i) => words[(seed * 7919 + i * i * 31 + seed * i) % words.length]).join('');
    expect(finder.add(text)).toEqual([]);
    for (let i = 1; i <= 400; i++) finder.add(`${sentence(i)}${i}`);
    expect(finder.add(text)).toEqual([0]);
    expect(finder.add(text.replace('昨天', '前天'))).toContain(0);
    expect(finder.add('好')).toEqual([]);
  });

  test('what differs in one place in twenty is nearly always a candidate', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++) {
      const long = Array.from({ length: 80 }, (_, i) =>
        String.fromCharCode(0x4e00 + ((seed * 131 + i * 977 + i * i * 7) % 3000)),
      ).join('');
      const finder = createDuplicateFinder(10);
      finder.add(long);
      if (finder.add(`${long.slice(0, 40)}改${long.slice(41)}`).length > 0) found++;
    }
    expect(found).toBeGreaterThanOrEqual(98);
  });
});
