import type { IssueRecord, StatsSummary } from '../../../src/feedback/read.ts';
import type { ReportLanguage } from '../../../src/feedback/report/document.ts';
import type { ExampleComment, ReportFacts } from '../../../src/feedback/report/facts.ts';
import type { MentionPattern } from '../../../src/feedback/statistics/drivers.ts';
import type { TaxonomyLeaf } from '../../../src/feedback/taxonomy.ts';
import { wilson } from '../../../src/text/maths/wilson.ts';

const leaf = (code: string, zh: string, tw: string, en: string, department: string): TaxonomyLeaf => ({
  code,
  names: { 'zh-CN': zh, 'zh-TW': tw, en },
  description: { 'zh-CN': '', en: '' },
  department,
  slaHours: 48,
  firstResponseHours: 4,
  aspects: [],
  opinions: { negative: [], positive: [] },
  not: [],
  domains: [],
  examples: [],
});

const pattern = (negative: string[], positive: string[], n: number, sum = 0): MentionPattern => {
  return { negative, positive, neutral: [], n, sum, squares: 0 };
};

const summary = (comments: number, negative: number, positive: number): StatsSummary => ({
  comments,
  analysed: comments,
  pending: 0,
  failed: 0,
  sentiment: {
    veryNegative: 0,
    negative,
    neutral: comments - negative - positive,
    positive,
    veryPositive: 0,
    mixed: 0,
  },
  csat: null,
  nps: null,
  ces: null,
  tenPointIndex: null,
  coverage: wilson(negative + positive, comments),
  conflicts: { open: 0 },
  issues: { open: 2, overdue: 1 },
  alerts: { open: 0 },
});

const comment = (commentId: string, text: string, more: Partial<ExampleComment> = {}): [string, ExampleComment] => [
  commentId,
  { commentId, text, day: '2026-05-04', channel: 'app', rating: '2/5', requests: [], ...more },
];

const issue: IssueRecord = {
  id: 'i-1',
  commentId: 'c-late',
  code: 'delivery.speed',
  path: ['物流', '速度'],
  kind: 'complaint',
  sentiment: { label: 'negative', score: -0.8 },
  confidence: 0.9,
  escalation: 'none',
  severity: 0.6,
  evidence: [],
  source: 'rule',
  department: '物流部',
  slaHours: 48,
  state: 'resolved',
  assignee: '小李',
  note: 'told nobody',
  followUpScore: 8,
  createdAt: '2026-05-04T02:00:00.000Z',
  updatedAt: '2026-05-05T02:00:00.000Z',
  dueAt: '2026-05-06T02:00:00.000Z',
  overdue: false,
  firstResponse: { dueAt: null, respondedAt: null, overdue: false },
};

/** Forty comments of May about deliveries and staff, fifty of April. Written for the tests. */
export function tinyFacts(
  language: ReportLanguage = 'zh-CN',
  words: (text: string) => string = (text) => text,
): ReportFacts {
  const total = (n: number, satisfied: number) => ({ n, csat: wilson(satisfied, n), index: null, filter: null });
  return {
    order: {
      title: null,
      period: { from: '2026-05-01', to: '2026-05-31' },
      before: { from: '2026-04-01', to: '2026-04-30' },
      filters: {},
      language,
      compareWith: null,
    },
    madeAt: '2026-06-01T00:00:00.000Z',
    minimumSample: 5,
    taxonomy: {
      groups: {
        delivery: { 'zh-CN': words('物流'), 'zh-TW': words('物流'), en: words('Delivery') },
        staff: { 'zh-CN': '人员', 'zh-TW': '人員', en: 'Staff' },
      },
      departmentNames: { 物流部: { 'zh-CN': '物流部', 'zh-TW': '物流部', en: 'Logistics' } },
      leaves: [
        leaf('delivery.speed', '物流速度', '物流速度', 'Speed of delivery', '物流部'),
        leaf('delivery.damage', '破损', '破損', 'Damage', '物流部'),
        leaf('staff.manners', '态度', '態度', 'Manners', '门店'),
      ],
    },
    leafNames: new Map(),
    now: {
      summary: summary(40, 24, 10),
      patterns: [
        pattern(['delivery.speed'], [], 20),
        pattern(['delivery.speed', 'delivery.damage'], [], 2),
        pattern(['delivery.damage'], ['staff.manners'], 2),
        pattern([], ['staff.manners'], 10),
      ],
    },
    before: {
      summary: summary(50, 8, 30),
      patterns: [pattern(['delivery.speed'], [], 6), pattern([], ['staff.manners'], 30)],
    },
    rated: [pattern(['delivery.speed'], [], 20, 60), pattern([], ['staff.manners'], 10, 90)],
    trend: {
      interval: 'week',
      points: [
        {
          period: '2026-04-27',
          comments: 12,
          positive: 4,
          neutral: 2,
          negative: 6,
          mixed: 0,
          meanScore: -0.2,
          meanRating: 3,
        },
        {
          period: '2026-05-04',
          comments: 28,
          positive: 6,
          neutral: 4,
          negative: 18,
          mixed: 0,
          meanScore: -0.5,
          meanRating: 2,
        },
      ],
    },
    by: {
      channel: [
        {
          key: 'app',
          name: words('app'),
          comments: 40,
          share: wilson(40, 40),
          positive: 10,
          neutral: 6,
          negative: 24,
          mixed: 0,
          meanRating: 2,
        },
      ],
      source: [],
      language: [
        {
          key: 'zh-Hans',
          name: 'zh-Hans',
          comments: 40,
          share: wilson(40, 40),
          positive: 10,
          neutral: 6,
          negative: 24,
          mixed: 0,
          meanRating: 2,
        },
      ],
    },
    scores: {
      key: '',
      name: '',
      filter: null,
      masked: false,
      n: 30,
      csat: wilson(10, 30),
      nps: null,
      index: { value: 50, low: 40, high: 60, n: 30 },
      grades: [10, 0, 0, 20, 0],
      grade: 2,
      imputed: 0,
    },
    gradeNames: ['10–9', '8–7', '6–5', '4–3', '2–1'],
    change: {
      key: '',
      name: '',
      masked: false,
      now: total(30, 10),
      before: total(36, 30),
      csat: { difference: -0.5, p: 0.00001, q: 0.00002 },
      ratings: null,
    },
    subscores: [{ key: '安装', name: words('安装'), filter: null, masked: true }],
    subscoreChanges: [],
    work: [
      {
        code: 'delivery.speed',
        issues: 22,
        severity: 0.5,
        department: words('物流部'),
        slaHours: 48,
        open: 3,
        overdue: 1,
      },
      { code: 'delivery.damage', issues: 4, severity: 0.7, department: '物流部', slaHours: 48, open: 0, overdue: 0 },
    ],
    examples: [
      { code: 'delivery.speed', tone: 'negative', commentId: 'c-late' },
      { code: 'delivery.speed', tone: 'negative', commentId: 'c-slow' },
      { code: 'delivery.speed', tone: 'negative', commentId: 'c-both' },
      { code: 'delivery.damage', tone: 'negative', commentId: 'c-both' },
      { code: 'delivery.damage', tone: 'negative', commentId: 'c-phone' },
      { code: 'delivery.speed', tone: 'negative', commentId: 'c-third' },
      { code: 'staff.manners', tone: 'positive', commentId: 'c-kind' },
    ],
    comments: new Map([
      comment('c-late', words('等了九天才到，箱子也湿了。请以后先打个电话。'), {
        requests: [words('请以后先打个电话')],
      }),
      comment('c-slow', words('说好次日达，第五天才送来。')),
      comment('c-both', words('慢就算了，杯子还碎了一只。'), { channel: null, rating: null }),
      comment('c-third', words('一个星期没有动静。')),
      comment('c-phone', words('碎了，联系我 13812345678')),
      comment('c-kind', words('店员很耐心，讲得清楚。'), { rating: '5/5' }),
    ]),
    cases: [
      {
        commentId: 'c-late',
        issue,
        history: [
          {
            at: '2026-05-04T03:00:00.000Z',
            actor: 'user:1',
            from: 'open',
            to: 'assigned',
            change: { assignee: '小李' },
          },
          {
            at: '2026-05-05T02:00:00.000Z',
            actor: 'user:1',
            from: 'assigned',
            to: 'resolved',
            change: { note: 'told nobody' },
          },
        ],
        alerts: ['2026-05-04T02:00:01.000Z'],
      },
    ],
    roiThreshold: 2,
    priorities: [
      {
        code: 'delivery.speed',
        lift: { value: 12, low: 8, high: 16 },
        effort: 2,
        roi: { value: 6, low: 4, high: 8 },
        worthwhile: true,
      },
    ],
    quality: {
      scan: null,
      unscanned: 40,
      comments: 40,
      flags: [],
      with: { key: '', name: '', filter: null, masked: true },
      without: { key: '', name: '', filter: null, masked: true },
    },
    versions: { engine: 'huiyin@1', taxonomy: 'cx@1' },
    previous: null,
    targets: [],
    events: [],
    topics: null,
  };
}
