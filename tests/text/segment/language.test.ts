import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../../src/text/segment/language.ts';
import { realTools } from '../tools.ts';

const { fold } = realTools();

describe('language', () => {
  it.each([
    ['物流很快，app也好用', 'zh-Hans'],
    ['服務態度很差，唔好再嚟', 'zh-Hant'],
    ['The app keeps crashing', 'en'],
    ['这个app的customer service is really terrible', 'mixed'],
    ['12345 !!!', 'und'],
    ['Очень плохо', 'und'],
    ['', 'und'],
  ])('%s: %s', (text, language) => expect(detectLanguage(fold.letters(text))).toBe(language));
});
