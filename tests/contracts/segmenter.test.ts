import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSegmenter, type SegmenterName, segmenterNames } from '../../src/artefacts/segmenters.ts';
import { lexiconDir } from '../text/tools.ts';

function installed(name: SegmenterName): boolean {
  if (name === 'jieba-rs') return true;
  try {
    createRequire(import.meta.url).resolve('nodejieba');
    return true;
  } catch {
    return false;
  }
}

for (const name of segmenterNames) {
  if (!installed(name)) {
    const line = `${name} is not installed: its contract was not run. To run it: npm install (with a C++ toolchain).`;
    if (process.env.CI) throw new Error(line);
    console.warn(line);
    continue;
  }
  describe(`segmenter ${name}`, () => {
    const segmenter = createSegmenter(name, lexiconDir);

    it('joins back to the input', () => {
      const unit = fc.oneof(
        fc.constantFrom(...'的服务很差快递员未发货app5g👍🏻。，\r\n …'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      );
      fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => segmenter.cut(text).join('') === text));
    });

    it('keeps the words of the domain dictionary whole', () => {
      for (const word of ['验证码', '智能客服', '未发货', '不推荐', '运费险', '性价比'])
        expect(segmenter.cut(`我觉得${word}，就这样`)).toContain(word);
    });

    it('keeps Latin words and numbers whole, and finds words that no dictionary has', () => {
      expect(segmenter.cut('ok的')).toEqual(['ok', '的']);
      expect(segmenter.cut('质量good呵呵')).toEqual(['质量', 'good', '呵呵']);
      expect(segmenter.cut('用了3.5天')).toContain('3.5');
      expect(segmenter.cut('他来到了网易杭研大厦')).toContain('杭研');
    });

    it('answers nothing for nothing', () => expect(segmenter.cut('')).toEqual([]));

    it('says in its id which dictionary it reads', () =>
      expect(segmenter.id).toMatch(new RegExp(`^${name}\\+[0-9a-f]{8}$`)));
  });
}
