import { describe, expect, it } from 'vitest';
import { compileLexicon, type LexiconEntry, Role } from '../../../src/text/sentiment/lexicon.ts';
import { createRuleReader, ruleNames } from '../../../src/text/sentiment/rules.ts';
import { realTools } from '../tools.ts';

const entry = (text: string, roles: number, value = 0, factor = 1): LexiconEntry => ({ text, roles, value, factor });
const lexicon = compileLexicon([
  entry('好', Role.Word | Role.Degree, 1, 1.3),
  entry('满意', Role.Word, 2),
  entry('不满意', Role.Word, -2),
  entry('难吃', Role.Word, -2),
  entry('贵', Role.Word, -2),
  entry('good', Role.Word, 2),
  entry('not bad at all', Role.Saying, 1),
  entry('没有投诉', Role.Saying, 1),
  entry('不好意思', 0),
  entry('不', Role.Negator),
  entry('没有', Role.Negator),
  entry('not', Role.Negator),
  entry('不太', Role.Weakener),
  entry('非常', Role.Degree, 0, 1.6),
  entry('有点', Role.Degree, 0, 0.6),
  entry('希望', Role.Wish, -1),
  entry('改进', Role.Change),
  entry('难道', Role.Rhetorical, -2),
  entry('呵呵', Role.Sarcasm, -2),
  entry('😀', Role.Emoji, 2),
]);
const { read } = realTools();
const rulesOf = createRuleReader(lexicon);

/** `rule:value:words` of each hit. */
function hitsOf(text: string): string[] {
  const document = read(text);
  const { tokens } = document;
  const hits = rulesOf(document);
  return Array.from({ length: hits.count }, (_, h) => {
    const words = document.text.slice(tokens.start[hits.first[h]], tokens.end[hits.last[h] - 1]);
    return `${ruleNames[hits.rule[h]]}:${Math.round(hits.value[h] * 100) / 100}:${words}`;
  });
}

describe('the rules', () => {
  it.each([
    ['服务很满意', ['word:2:满意']],
    ['非常满意', ['word:3.2:非常满意']],
    ['非常非常满意', ['word:5.12:非常满意']],
    ['非常非常非常非常非常满意', ['word:5.12:非常满意']],
    ['有点贵', ['word:-1.2:有点贵']],
    ['好难吃', ['word:-2.6:好难吃']],
    ['味道好', ['word:1:好']],
    ['我不觉得贵', ['negated_negative:2:不觉得贵']],
    ['不太满意', ['negated_positive:-1.2:不太满意']],
    ['没有不满意', ['double_negation:2:没有不满意']],
    ['不好意思', []],
    ['没有投诉', ['saying:1:没有投诉']],
    ['希望改进', ['wish:-1:希望', 'suggestion:-1:希望改进']],
    ['难道好', ['rhetorical:-2:难道', 'questioned_word:-1:好']],
    ['呵呵😀', ['sarcasm:-2:呵呵', 'emoji:2:😀']],
    ['not good', ['negated_positive:-2:not good']],
    ['this is Not bad at all', ['saying:1:Not bad at all']],
  ])('read «%s»', (text, expected) => {
    expect(hitsOf(text)).toEqual(expected);
  });

  it('let a negation reach no further than its clause', () => {
    expect(hitsOf('不，满意')).toEqual(['word:2:满意']);
  });

  it('weigh what follows a contrast word more, and what precedes it less', () => {
    expect(hitsOf('满意，但是贵')).toEqual([
      'word:2:满意',
      'before_contrast:-2:满意',
      'word:-2:贵',
      'after_contrast:-2:贵',
    ]);
  });

  it('match whole words only, the longest first', () => {
    expect(hitsOf('goodness')).toEqual([]);
    expect(hitsOf('不满意')).toEqual(['word:-2:不满意']);
  });
});
