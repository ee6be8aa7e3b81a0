import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/artefacts/paths.ts';
import { loadTextTools, type TextTools } from '../../../src/artefacts/text.ts';
import { createWordJoiner } from '../../../src/text/segment/ownWords.ts';
import type { Tokens } from '../../../src/text/segment/tokens.ts';

let tools: TextTools;
beforeAll(() => {
  const loaded = loadTextTools(`${packageRoot}/lexicons`, 'jieba');
  if (!loaded.ok) throw new Error('the lexicons are not sound');
  tools = loaded.value;
});
const wordsOf = ({ text, count, start, end }: Tokens): string[] =>
  Array.from({ length: count }, (_, i) => text.slice(start[i], end[i]));
const cut = (text: string, words: string[]) => wordsOf(tools.readJoined(text, createWordJoiner(words)).tokens);

describe('own words', () => {
  test.each<[string, string, string[], string[]]>([
    ['are joined', '打开小荷包云缴费看看', ['小荷包云缴费'], ['小荷包云缴费']],
    ['the longest counts', '小荷包云缴费', ['小荷包', '小荷包云缴费'], ['小荷包云缴费']],
    ['of two units only between cuts', '产品和服务都好', ['和服'], ['产品', '和', '服务']],
    ['of three also across cuts', '产品和服务都好', ['品和服'], ['品和服']],
    ['with letters', '买了x1碳纤版', ['x1碳纤版'], ['x1碳纤版']],
  ])('%s', (_name, text, words, expected) => {
    expect(cut(text, words)).toEqual(expect.arrayContaining(expected));
  });

  test('never tear a Latin word, a number or an ideograph of two units', () => {
    expect(cut('apple很好', ['app'])).toContain('apple');
    expect(cut('型号x12好', ['x1'])).not.toContain('x1');
    expect(cut('𠮷野家好', ['\udfb7野家'.slice(1)])).not.toContain('\udfb7');
  });

  test('law: whatever the words, the tokens cover the text in order', () => {
    const text = fc.string({
      unit: fc.constantFrom('产', '品', '和', '服', '务', '小', 'a', 'B', '1', ' ', '，', '😀', '𠮷'),
      maxLength: 40,
    });
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('产', '品', '和', '服', '务', 'a', '1'), minLength: 2, maxLength: 4 }),
    );
    fc.assert(
      fc.property(text, words, (raw, list) => {
        const { tokens } = tools.readJoined(raw, createWordJoiner(list));
        expect(wordsOf(tokens).join('')).toBe(tokens.text);
        for (let i = 1; i < tokens.count; i++) expect(tokens.start[i]).toBe(tokens.end[i - 1]);
        for (let i = 0; i < tokens.count; i++) expect(tokens.end[i]).toBeGreaterThan(tokens.start[i]!);
      }),
    );
  });

  test('law: without words nothing changes', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(tools.readJoined(raw, createWordJoiner([]))).toEqual(tools.read(raw));
      }),
    );
  });
});
