import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { Converter } from 'opencc-js/t2cn';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { createSegmenter, type SegmenterName, segmenterNames } from '../../src/artefacts/segmenters.ts';
import { createFold } from '../../src/text/fold/fold.ts';
import type { Segmenter } from '../../src/text/segment/segmenter.ts';
import { lexiconDir } from '../text/tools.ts';
import { sampleTexts } from './sampleTexts.ts';

function installed(name: SegmenterName): boolean {
  if (name !== 'nodejieba') return true;
  try {
    createRequire(import.meta.url).resolve('nodejieba');
    return true;
  } catch {
    return false;
  }
}

function open(name: SegmenterName): Segmenter & { words(text: string): string[] } {
  const segmenter = createSegmenter(name, lexiconDir, join(packageRoot, 'models'));
  if (!segmenter.ok) throw new Error(JSON.stringify(segmenter.problems));
  const { id, cut } = segmenter.value;
  const words = (text: string): string[] => {
    const ends: number[] = [];
    cut(text, 0, text.length, ends);
    return ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
  };
  return { id, cut, words };
}

for (const name of segmenterNames) {
  if (!installed(name)) {
    const line = `${name} is not installed: its contract was not run. To run it: npm install (with a C++ toolchain).`;
    if (process.env.CI) throw new Error(line);
    console.warn(line);
    continue;
  }
  describe(`segmenter ${name}`, () => {
    const segmenter = open(name);

    it('joins back to the input', () => {
      const unit = fc.oneof(
        fc.constantFrom(...'的服务很差快递员未发货app5g👍🏻。，\r\n …'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      );
      fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => segmenter.words(text).join('') === text));
    });

    it('keeps the words of the domain dictionary whole', () => {
      for (const word of ['验证码', '智能客服', '未发货', '不推荐', '运费险', '性价比'])
        expect(segmenter.words(`我觉得${word}，就这样`)).toContain(word);
    });

    it('answers nothing for nothing', () => expect(segmenter.words('')).toEqual([]));

    it('cuts a part of a text, and appends', () => {
      const ends = [2];
      segmenter.cut('前言物流很快，后记', 2, 6, ends);
      expect(ends[0]).toBe(2);
      expect(ends.at(-1)).toBe(6);
    });

    it('keeps Latin words and numbers whole, and finds words that no dictionary has', () => {
      expect(segmenter.words('ok的')).toEqual(['ok', '的']);
      expect(segmenter.words('质量good呵呵')).toEqual(['质量', 'good', '呵呵']);
      expect(segmenter.words('用了3.5天')).toContain('3.5');
      expect(segmenter.words('他来到了网易杭研大厦')).toContain('杭研');
    });

    it('says in its id which dictionary it reads', () =>
      expect(segmenter.id).toMatch(/^(segmentation@\d+|jieba-rs|nodejieba)\+[0-9a-f]{8}$/));
  });
}

describe('jieba gives the words of jieba-rs', () => {
  const own = open('jieba');
  const library = open('jieba-rs');
  const fold = createFold(Converter({ from: 't', to: 'cn' }));

  it('in every comment of the sample', () => {
    for (const text of sampleTexts.map((sample) => fold(sample))) expect(own.words(text)).toEqual(library.words(text));
  });

  it.each([
    ['諵哗㖞㶶㶶哋', 'ideographs that no dictionary and no model has'],
    ['买了3-4个，1.5元，涨了30%，2岁7个月', 'numbers with marks'],
    ['wifi_6+usb&t恤 a/b c++', 'letters with marks'],
    ['𠮷野家𡃁好\r\n\t　end', 'rare ideographs and blanks'],
    ['王小明在杭研大厦', 'names and new words'],
  ])('in 「%s」: %s', (text) => expect(own.words(text)).toEqual(library.words(text)));

  it('in any text, whatever it is made of, but for words of equal probability', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'的服务很差快递员未发货我觉得啊app5g.%-+_👍🏻。，\r\n …𠮷㖞龘'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    // Repeated characters allow several paths of one probability, which rounding decides.
    const distinct = fc.uniqueArray(unit, { maxLength: 40 }).map((units) => fold(units.join('')));
    fc.assert(
      fc.property(distinct, (text) => {
        expect(own.words(text)).toEqual(library.words(text));
      }),
      { numRuns: 1000 },
    );
  });
});
