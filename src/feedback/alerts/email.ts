/** An alert as the plain text of an e-mail. Nothing is sent: it is there to be copied, or sent by who has a mail server. */
import type { Alert, AlertFinding, WindowFinding } from './rule.ts';

export const emailLanguages = ['zh-CN', 'zh-TW', 'en'] as const;
export type EmailLanguage = (typeof emailLanguages)[number];

interface Texts {
  alert: string;
  raised: string;
  owner: string;
  assignee: string;
  comment: string;
  issue: string;
  open: string;
  words: string;
  label: string;
  due: string;
  period: string;
  is: string;
  line: string;
  before: string;
  usual: string;
  n: string;
  colon: string;
  measures: Record<WindowFinding['measure'], string>;
}

const texts: Record<EmailLanguage, Texts> = {
  'zh-CN': {
    alert: '预警',
    raised: '触发时间',
    owner: '责任部门',
    assignee: '负责人',
    comment: '反馈编号',
    issue: '问题编号',
    open: '打开',
    words: '命中词',
    label: '标签',
    due: '应办结时间',
    period: '统计区间',
    is: '当前值',
    line: '阈值',
    before: '上一周期',
    usual: '平时',
    n: '样本数',
    colon: '：',
    measures: {
      csat: '满意度',
      nps: '净推荐值',
      coverage: '标签覆盖率',
      negativeShare: '负面占比',
      comments: '反馈量',
      meanRating: '平均评分（五分制）',
      share: '标签占比',
      count: '标签反馈数',
    },
  },
  'zh-TW': {
    alert: '預警',
    raised: '觸發時間',
    owner: '責任部門',
    assignee: '負責人',
    comment: '回饋編號',
    issue: '問題編號',
    open: '開啟',
    words: '命中詞',
    label: '標籤',
    due: '應辦結時間',
    period: '統計區間',
    is: '目前值',
    line: '門檻',
    before: '上一週期',
    usual: '平時',
    n: '樣本數',
    colon: '：',
    measures: {
      csat: '滿意度',
      nps: '淨推薦值',
      coverage: '標籤覆蓋率',
      negativeShare: '負面占比',
      comments: '回饋量',
      meanRating: '平均評分（五分制）',
      share: '標籤占比',
      count: '標籤回饋數',
    },
  },
  en: {
    alert: 'Alert',
    raised: 'Raised',
    owner: 'Department',
    assignee: 'Assignee',
    comment: 'Comment',
    issue: 'Issue',
    open: 'Open',
    words: 'Words',
    label: 'Label',
    due: 'Was due',
    period: 'Period',
    is: 'Is',
    line: 'Threshold',
    before: 'Period before',
    usual: 'Usually',
    n: 'Comments',
    colon: ': ',
    measures: {
      csat: 'CSAT',
      nps: 'NPS',
      coverage: 'Coverage',
      negativeShare: 'Negative share',
      comments: 'Comments',
      meanRating: 'Mean rating (of five)',
      share: 'Share of the label',
      count: 'Comments with the label',
    },
  },
};

/** `origin`: where browsers find the service; null: no link. Holds nothing that the customer wrote but the words of the rule. */
export function alertEmail(
  alert: Alert,
  language: EmailLanguage,
  origin: string | null,
): { subject: string; body: string } {
  const of = texts[language];
  const rows: [string, string | null][] = [
    [of.raised, `${alert.raisedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ...findingRows(alert.found, of),
    [of.owner, alert.department],
    [of.assignee, alert.assignee],
    [of.comment, alert.commentId],
    [of.issue, alert.issueId],
    [of.open, origin === null ? null : `${origin}/`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${name}${of.colon}${oneLine(value)}`]));
  const title = `${of.alert}${of.colon}${oneLine(alert.ruleName)}`;
  return { subject: `[huiyin] ${title}`, body: `${title}\n\n${lines.join('\n')}\n` };
}

function findingRows(found: AlertFinding, of: Texts): [string, string | null][] {
  switch (found.kind) {
    case 'keyword':
      return [[of.words, found.words.map(({ word }) => word).join(' / ')]];
    case 'label':
      return [[of.label, found.path.join(' / ')]];
    case 'overdue':
      return [
        [of.label, found.path.join(' / ')],
        [of.due, `${found.dueAt.slice(0, 16).replace('T', ' ')} UTC`],
      ];
    default: {
      const reference = { rise: of.before, threshold: of.line, anomaly: of.usual }[found.kind];
      const { measure, from, to, n } = found;
      return [
        [of.period, from === to ? from : `${from} – ${to}`],
        [`${of.measures[measure]} ${of.is}`, figure(found, found.value)],
        [reference, figure(found, found.reference)],
        [of.n, String(n)],
      ];
    }
  }
}

function figure({ measure }: WindowFinding, value: number): string {
  if (measure === 'nps') return value.toFixed(1);
  if (measure === 'comments' || measure === 'count') return String(Math.round(value * 10) / 10);
  return measure === 'meanRating' ? value.toFixed(2) : `${(100 * value).toFixed(1)} %`;
}

/** A name with a line break in it would add headers to a message. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
