import { addTexts } from './texts.ts';

const en = {
  lexicon_words: 'Words kept whole',
  lexicon_wordsNote: 'Names and terms, one per line: 云闪付',
  lexicon_stopWords: 'Words that are not keywords',
  lexicon_stopWordsNote: 'One per line',
  lexicon_sentiment: 'Sentiment of words',
  lexicon_sentimentNote: 'Word and weight from −4 to 4, one per line: 绝绝子 3; 0 makes a word neutral',
  lexiconNote: 'Synonyms are kept on the Keywords page: they count at once, without reading comments again.',
  weightMissing: 'There is no weight in “{{line}}”.',
};
export type LexiconKey = keyof typeof en;

addTexts<LexiconKey>({
  en,
  'zh-CN': {
    lexicon_words: '不拆分的词',
    lexicon_wordsNote: '名称与术语，每行一个，例如：云闪付',
    lexicon_stopWords: '不作为关键词的词',
    lexicon_stopWordsNote: '每行一个',
    lexicon_sentiment: '情感词',
    lexicon_sentimentNote: '每行一个词和 −4 到 4 的权重，例如：绝绝子 3；0 表示不带情感',
    lexiconNote: '同义词在关键词页面维护：立即生效，无需重新分析。',
    weightMissing: '“{{line}}”没有写权重。',
  },
  'zh-TW': {
    lexicon_words: '不拆分的詞',
    lexicon_wordsNote: '名稱與術語，每行一個，例如：雲閃付',
    lexicon_stopWords: '不作為關鍵詞的詞',
    lexicon_stopWordsNote: '每行一個',
    lexicon_sentiment: '情感詞',
    lexicon_sentimentNote: '每行一個詞和 −4 到 4 的權重，例如：絕絕子 3；0 表示不帶情感',
    lexiconNote: '同義詞在關鍵詞頁面維護：立即生效，無需重新分析。',
    weightMissing: '「{{line}}」沒有寫權重。',
  },
});
