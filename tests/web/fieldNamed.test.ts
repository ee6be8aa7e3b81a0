import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fieldNamed } from '../../src/web/app/parts/fieldNamed.ts';

/** Ids of form fields on the page, each with the labels that stand for it. */
const labels: Record<string, string[]> = {
  __proto__: null as never,
  url: ['接收地址'],
  words: ['关注的词'],
  names_en: ['英文名称'],
  name: ['页面的名称', '对话框的名称'],
  from: ['起始日'],
};

beforeAll(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.stubGlobal('document', {
    querySelectorAll: (selector: string) =>
      (labels[/^label\[for="(.*)"\]$/.exec(selector)![1]!] ?? []).map((textContent) => ({ textContent })),
  });
});
afterAll(() => void vi.unstubAllGlobals());

describe('a field is named', () => {
  const said = (key: string, values?: object): string => (values ? `${key} ${JSON.stringify(values)}` : key);

  it.each([
    ['/url', '接收地址'],
    ['/names/en', '英文名称'],
    // The form has it by itself, the body inside of something.
    ['/condition/words', '关注的词'],
    ['/condition/words/3', 'failureNth {"field":"关注的词","at":4}'],
    // A dialog stands over a page with a field of the same name.
    ['/name', '对话框的名称'],
    ['/query/from', '起始日'],
    ['/query/ratingMax', 'ratingTo'],
    ['/goal', null],
    ['/toString', null],
    ['', null],
  ])('%s: %s', (pointer, name) => expect(fieldNamed(pointer, said)).toBe(name));
});
