import type { EvaluationReport } from '../../src/cli/evaluate.ts';
import { count, digits, table, withError } from './markdown.ts';
import { peers } from './peers.ts';

export type Tongue = 'en' | 'zh';

/** One line of the READMEs' table. */
interface Line {
  what: Record<Tongue, string>;
  set: Record<Tongue, string>;
  suite: string;
  sets: string[];
  figures: string[];
  named: Record<Tongue, string>;
}

const sentiment = { en: 'sentiment', zh: '情感' };
const conflict = { en: 'conflict, 5 % of ratings mirrored', zh: '冲突（5% 的评分被翻转）' };
const macroF1 = { en: 'macro-F1', zh: '宏平均 F1' };
const hotels = { en: 'hotels', zh: '酒店' };
const takeaway = { en: 'takeaway', zh: '外卖' };
const shopping = { en: 'shopping', zh: '网购' };
const appStore = { en: 'app store, by its stars', zh: '应用商店（按星级）' };

const lines: Line[] = [
  {
    what: sentiment,
    set: hotels,
    suite: 'sentiment',
    sets: ['chnsenticorp_htl'],
    figures: ['macroF1'],
    named: macroF1,
  },
  { what: sentiment, set: takeaway, suite: 'sentiment', sets: ['waimai_10k'], figures: ['macroF1'], named: macroF1 },
  {
    what: sentiment,
    set: shopping,
    suite: 'sentiment',
    sets: ['online_shopping_10_cats'],
    figures: ['macroF1'],
    named: macroF1,
  },
  {
    what: sentiment,
    set: appStore,
    suite: 'ratings',
    sets: ['appstore_cn'],
    figures: ['accuracy'],
    named: { en: 'accuracy', zh: '准确率' },
  },
  {
    what: sentiment,
    set: { en: 'Weibo', zh: '微博' },
    suite: 'sentiment',
    sets: ['weibo_senti_2k'],
    figures: ['macroF1'],
    named: macroF1,
  },
  {
    what: sentiment,
    set: { en: 'English sentences', zh: '英文句子' },
    suite: 'sentiment',
    sets: ['uci_sentences'],
    figures: ['macroF1'],
    named: macroF1,
  },
  {
    what: { en: 'confidence ≥ 0.9', zh: '置信度 ≥ 0.9' },
    set: { en: 'all labelled sets', zh: '全部有标签的数据集' },
    suite: 'calibration',
    sets: ['confidence>=0.9'],
    figures: ['share', 'accuracy'],
    named: { en: 'share of answers / of them right', zh: '占比 / 其中正确' },
  },
  {
    what: conflict,
    set: shopping,
    suite: 'conflict',
    sets: ['online_shopping_10_cats'],
    figures: ['auc'],
    named: { en: 'AUC', zh: 'AUC' },
  },
  {
    what: conflict,
    set: hotels,
    suite: 'conflict',
    sets: ['chnsenticorp_htl'],
    figures: ['auc'],
    named: { en: 'AUC', zh: 'AUC' },
  },
  {
    what: { en: 'queued for review at the default threshold', zh: '默认阈值下进入复核队列' },
    set: { en: 'all conflict sets', zh: '全部冲突数据集' },
    suite: 'thresholds',
    sets: ['default'],
    figures: ['share', 'precision', 'recall'],
    named: { en: 'share / precision / recall', zh: '占比 / 精确率 / 召回率' },
  },
  {
    what: { en: 'issues, general taxonomy', zh: '问题标签（通用分类）' },
    set: { en: 'labels of two readers', zh: '两位标注者' },
    suite: 'issues',
    sets: ['cx_gold_a', 'cx_gold_b'],
    figures: ['leafF1'],
    named: { en: 'leaf F1', zh: '叶级 F1' },
  },
  {
    what: { en: 'issues, restaurants', zh: '问题标签（餐饮）' },
    set: { en: '18 aspects', zh: '18 个方面' },
    suite: 'dining',
    sets: ['asap_sample'],
    figures: ['microF1'],
    named: { en: 'micro-F1', zh: '微平均 F1' },
  },
];

const heads: Record<Tongue, string[]> = {
  en: ['what', 'set', 'n', 'figure', 'huiyin', 'peer'],
  zh: ['内容', '数据集', 'n', '指标', 'huiyin', '同类'],
};

/** The table of a README; sets that were not measured are not in it. */
export function summaryTable({ suites }: EvaluationReport, tongue: Tongue): string {
  const rows = lines.flatMap(({ what, set, suite, sets, figures, named }) => {
    const found = sets.flatMap((name) => suites[suite]?.[name] ?? []);
    if (found.length < sets.length) return [];
    const values = found.flatMap((one) => figures.map((figure) => withError(one, figure)));
    const others = figures.map((figure) => digits(peers[sets[0]]?.linear?.[figure])).join('');
    return [[what[tongue], set[tongue], count(found[0].figures.n), named[tongue], values.join(' / '), others]];
  });
  return table(heads[tongue], rows);
}

const begin = '<!-- figures: npm run evaluate -- --data DIR --write -->';
const end = '<!-- /figures -->';

/** The text with everything between the markers replaced. Throws when they are not there. */
export function betweenMarkers(text: string, content: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are missing`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
