/** Words for what a part of a score comes from. */
import { addWords, type Words } from './words.ts';

const words = {
  rule_word: ['word list', '情感词', '情感詞'],
  rule_word_en: ['English word list', '英文情感词', '英文情感詞'],
  rule_negated_positive: ['praise, negated', '否定的褒义词', '否定的褒義詞'],
  rule_negated_negative: ['blame, negated', '否定的贬义词', '否定的貶義詞'],
  rule_double_negation: ['double negation', '双重否定', '雙重否定'],
  rule_saying: ['set phrase', '固定说法', '固定說法'],
  rule_emoji: ['emoji', '表情符号', '表情符號'],
  rule_wish: ['wish', '愿望', '願望'],
  rule_wished_word: ['word within a wish', '愿望中的词', '願望中的詞'],
  rule_suggestion: ['suggestion', '建议', '建議'],
  rule_rhetorical: ['rhetorical question', '反问', '反問'],
  rule_questioned_word: ['word within a question', '疑问中的词', '疑問中的詞'],
  rule_sarcasm: ['sarcasm', '反讽', '反諷'],
  rule_after_contrast: ['after “but”', '转折之后', '轉折之後'],
  rule_before_contrast: ['before “but”', '转折之前', '轉折之前'],
  rule_ngrams: ['learned from texts', '从语料中学得', '從語料中學得'],
  rule_adapted: ['learned from your reviewers', '从审核中学得', '從審核中學得'],
  rule_adapted_base: ['learned from your reviewers: base', '从审核中学得：基准', '從審核中學得：基準'],
  rule_silence: ['nothing found', '没有线索', '沒有線索'],
  rule_human: ['decided by a person', '人工判定', '人工判定'],
  rule_model: ['found by the model', '由模型判定', '由模型判定'],
  rule_cue: ['found by “{{words}}”', '依据“{{words}}”', '依據「{{words}}」'],
} satisfies Words;

export type RulesKey = keyof typeof words;

addWords(words);

/** What a rule is called, as the API names it: its name, `cue:<words>` or `model:<name>`. One without a name is shown as it is. */
export function ruleName(rule: string, t: (key: RulesKey, values?: Record<string, string>) => string): string {
  if (rule.startsWith('cue:')) return t('rule_cue', { words: rule.slice('cue:'.length) });
  const key = `rule_${rule.split(':', 1)[0]}`;
  return Object.hasOwn(words, key) ? t(key as RulesKey) : rule;
}
