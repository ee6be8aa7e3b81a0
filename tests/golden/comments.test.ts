/** Whole comments through all stages as the service loads them. Every text is written for these tests. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadStages } from '../../src/artefacts/stages.ts';
import { type Analyser, createAnalyser } from '../../src/feedback/analyse.ts';
import type { Analysis, ConflictType, Escalation, IssueKind, Language } from '../../src/feedback/analysis.ts';
import type { CommentInput, ParsedComment } from '../../src/feedback/comment.ts';
import { markInvertedScales } from '../../src/feedback/invertedScales.ts';
import { parseComment } from '../../src/feedback/parse.ts';

let analyser: Analyser;
beforeAll(async () => {
  const stages = await loadStages({ segmenter: 'jieba' });
  if (!stages.ok) throw new Error(stages.problems.map(({ detail }) => detail).join('\n'));
  analyser = createAnalyser(stages.value);
});

type Given = Partial<CommentInput> & { text: string };

/** As the service does it: checked and masked at the door, then analysed. */
function parse(given: Given, mask = true): ParsedComment {
  const parsed = parseComment({ source: 'golden', ...given }, { mask });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function read(given: Given): Analysis {
  const comment = parse(given);
  const outcome = analyser.analyse([{ id: 'golden', comment, taxonomy: 'cx' }])[0];
  if (!outcome.ok) throw new Error(outcome.failure);
  expectSoundSpans(comment.text, outcome.analysis);
  return outcome.analysis;
}

/** The law of offsets: every evidence is the slice of the text that it names. */
function expectSoundSpans(text: string, { sentiment, issues, conflict, clauses, keywords }: Analysis): void {
  const evidence = [
    ...sentiment.evidence,
    ...issues.flatMap((issue) => issue.evidence),
    ...(conflict ? [...conflict.evidence, ...conflict.hiddenComplaints] : []),
  ];
  for (const span of evidence) expect(text.slice(span.start, span.end)).toBe(span.text);
  for (const { start, end } of [...clauses, ...keywords]) {
    expect(start).toBeLessThan(end);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

const signOf = (label: string): string =>
  /negative/.test(label) ? '-' : /positive/.test(label) ? '+' : label === 'mixed' ? '±' : '0';
const issuesOf = ({ issues }: Analysis): string[] =>
  issues.map(({ code, sentiment }) => `${code} ${signOf(sentiment.label)}`).sort();
const clauseSigns = ({ clauses }: Analysis): string =>
  clauses.map(({ sentiment: { score } }) => (score > 0 ? '+' : '-')).join('');

interface Expected {
  language: Language;
  /** Signs of the label that a careful reader could give. */
  sign: string;
  kind: IssueKind | IssueKind[];
  escalation?: Escalation;
  /** `code sign`: must be there. */
  issues?: string[];
  /** No issue whose `code sign` begins so. */
  never?: string[];
  clauses?: string;
}

function check(analysis: Analysis, expected: Expected): void {
  const { language, sign, kind, escalation = 'none', issues = [], never = [], clauses } = expected;
  expect(analysis.language).toBe(language);
  expect([...sign]).toContain(signOf(analysis.sentiment.label));
  expect([kind].flat()).toContain(analysis.kind);
  expect(analysis.escalation).toBe(escalation);
  const found = issuesOf(analysis);
  expect(found).toEqual(expect.arrayContaining(issues));
  for (const start of never) expect(found.filter((issue) => issue.startsWith(start))).toEqual([]);
  if (clauses !== undefined) expect(clauseSigns(analysis)).toBe(clauses);
}

describe('the six comments of the issue', () => {
  const cases: [string, Expected][] = [
    [
      '下单后三天未发货，客服未主动通知',
      {
        language: 'zh-Hans',
        sign: '-',
        kind: 'complaint',
        issues: ['channel.order.dispatch -', 'service.after_sales.follow_up -'],
        clauses: '--',
      },
    ],
    [
      '这个问题已经是第三次了，我要找你们总经理',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', escalation: 'repeat', clauses: '--' },
    ],
    [
      '没有投诉，就是有点失望',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', never: ['service', 'product', 'channel'] },
    ],
    [
      '呵呵，这服务也是没谁了',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', never: ['service.counter.attitude +'] },
    ],
    [
      '物流很快，但是包装破损严重，客服态度还行',
      {
        language: 'zh-Hans',
        sign: '-±',
        kind: 'complaint',
        issues: ['channel.logistics.speed +', 'channel.logistics.packaging -', 'service.online.attitude +'],
        clauses: '+-+',
      },
    ],
    [
      'Not bad at all, but the app keeps crashing.',
      {
        language: 'en',
        sign: '-±',
        kind: 'complaint',
        issues: ['channel.app.stability -'],
        never: ['channel.app.stability +'],
        clauses: '+-',
      },
    ],
  ];
  it.each(cases)('«%s»', (text, expected) => {
    check(read({ text }), expected);
  });
});

describe('more comments', () => {
  const cases: [string, Expected][] = [
    // Simplified
    ['师傅准时上门，半小时就修好了，收费也透明', { language: 'zh-Hans', sign: '+0', kind: 'praise' }],
    [
      '退款申请提交了半个月还没到账，打电话没人接',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', issues: ['service.after_sales.return_refund -'] },
    ],
    ['再不解决我就打12315投诉你们', { language: 'zh-Hans', sign: '-', kind: 'complaint', escalation: 'legal' }],
    ['太让人寒心了，以后再也不来了', { language: 'zh-Hans', sign: '-', kind: 'complaint', escalation: 'churn' }],
    [
      '已经发到微博上了，让大家都看看你们的服务',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', escalation: 'public' },
    ],
    ['都第四次报修了，还是漏水', { language: 'zh-Hans', sign: '-', kind: 'complaint', escalation: 'repeat' }],
    [
      '建议增加夜间模式',
      { language: 'zh-Hans', sign: '-0+±', kind: 'suggestion', issues: ['product.function.missing -'] },
    ],
    ['请问这款手机支持无线充电吗？', { language: 'zh-Hans', sign: '0-+', kind: 'question' }],
    [
      '价格实惠，质量也很好，下次还会回购',
      { language: 'zh-Hans', sign: '+', kind: 'praise', issues: ['product.price.value +', 'product.quality.defect +'] },
    ],
    [
      '衣服掉色，洗一次就缩水了',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', issues: ['product.quality.durability -'] },
    ],
    [
      '虽然等了很久，但是菜的味道很好',
      { language: 'zh-Hans', sign: '+±', kind: ['praise', 'complaint'], clauses: '-+' },
    ],
    [
      '客服很耐心，就是解决不了问题',
      { language: 'zh-Hans', sign: '-±', kind: 'complaint', issues: ['service.online.attitude +'], clauses: '+-' },
    ],
    [
      '酒店房间干净，早餐难吃',
      {
        language: 'zh-Hans',
        sign: '-±',
        kind: ['complaint', 'praise'],
        issues: ['service.counter.environment +'],
        clauses: '+-',
      },
    ],
    ['难道这就是你们说的五星级服务？', { language: 'zh-Hans', sign: '-', kind: 'complaint' }],
    ['一点也不贵，而且很好用', { language: 'zh-Hans', sign: '+', kind: 'praise', issues: ['product.price.value +'] }],
    ['不是说不好，只是没有期待的那么好', { language: 'zh-Hans', sign: '-±', kind: 'complaint' }],
    ['没有任何不满意的地方', { language: 'zh-Hans', sign: '+', kind: 'praise' }],
    [
      '真行啊，排了两个小时的队，窗口说下班了',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', issues: ['service.counter.waiting_time -'] },
    ],
    [
      'app一打开就闪退，更新了也没用',
      { language: 'zh-Hans', sign: '-', kind: 'complaint', issues: ['channel.app.stability -'] },
    ],
    [
      '图片和实物完全不符，虚假宣传',
      {
        language: 'zh-Hans',
        sign: '-',
        kind: 'complaint',
        issues: ['product.quality.as_described -', 'channel.order.transparency -'],
      },
    ],
    [
      '昨天下单今天就到了，包装完好无损',
      {
        language: 'zh-Hans',
        sign: '+',
        kind: 'praise',
        issues: ['channel.logistics.speed +', 'channel.logistics.packaging +'],
        never: ['channel.logistics.packaging -'],
      },
    ],
    [
      '环境很差，不过菜很好吃',
      {
        language: 'zh-Hans',
        sign: '-±',
        kind: 'complaint',
        issues: ['service.counter.environment -', 'product.content.quality +'],
        never: ['product.content.quality -'],
        clauses: '-+',
      },
    ],
    ['请问什么时候到货？', { language: 'zh-Hans', sign: '0-+', kind: 'question' }],
    ['隔壁太吵，一晚上没睡好', { language: 'zh-Hans', sign: '-', kind: 'complaint' }],
    ['我要打12345反映这件事', { language: 'zh-Hans', sign: '-0+', kind: 'complaint', escalation: 'legal' }],
    [
      "We couldn't sleep because of the noise, never going back",
      { language: 'en', sign: '-', kind: 'complaint', escalation: 'churn' },
    ],
    // Traditional
    [
      '客服態度很差，打了三次電話都沒人接',
      { language: 'zh-Hant', sign: '-', kind: 'complaint', issues: ['service.phone.reachability -'] },
    ],
    [
      '物流很快，包裝完整，非常滿意',
      {
        language: 'zh-Hant',
        sign: '+',
        kind: 'praise',
        issues: ['channel.logistics.speed +', 'channel.logistics.packaging +'],
      },
    ],
    [
      '餐廳環境很好，但是上菜太慢',
      {
        language: 'zh-Hant',
        sign: '-±+',
        kind: ['complaint', 'praise'],
        issues: ['service.counter.environment +', 'service.counter.waiting_time -'],
        clauses: '+-',
      },
    ],
    ['再不退款我就去消保官那裡申訴', { language: 'zh-Hant', sign: '-', kind: 'complaint', escalation: 'legal' }],
    ['這個價錢買到這樣的品質，很值得推薦', { language: 'zh-Hant', sign: '+', kind: 'praise' }],
    ['請問什麼時候可以到貨？', { language: 'zh-Hant', sign: '0-+', kind: 'question' }],
    // English
    [
      'Fast delivery and the staff were very friendly',
      {
        language: 'en',
        sign: '+',
        kind: 'praise',
        issues: ['channel.logistics.speed +', 'service.counter.attitude +'],
      },
    ],
    [
      "I can't log in since the last update and support never answers",
      { language: 'en', sign: '-', kind: 'complaint', issues: ['channel.app.login -'] },
    ],
    [
      'This is the third time I report the same problem. Still not fixed.',
      { language: 'en', sign: '-', kind: 'complaint', escalation: 'repeat' },
    ],
    [
      'I will contact my lawyer if you do not refund me',
      { language: 'en', sign: '-', kind: 'complaint', escalation: 'legal' },
    ],
    [
      'I am never coming back here, terrible service',
      { language: 'en', sign: '-', kind: 'complaint', escalation: 'churn' },
    ],
    ['Please add a dark mode', { language: 'en', sign: '0-+', kind: 'suggestion' }],
    ['Does it work with the old charger?', { language: 'en', sign: '0-+', kind: 'question' }],
    [
      'The room was clean but the walls are paper thin and we could not sleep',
      { language: 'en', sign: '-±', kind: 'complaint', clauses: '+-' },
    ],
    [
      'Great value for money, works like a charm',
      { language: 'en', sign: '+', kind: 'praise', issues: ['product.price.value +'] },
    ],
    [
      'The box arrived damaged',
      { language: 'en', sign: '-', kind: 'complaint', issues: ['channel.logistics.packaging -'] },
    ],
    // Mixed
    [
      '这个app的UI很漂亮，但是经常crash，登录也很慢',
      { language: 'mixed', sign: '-±', kind: 'complaint', issues: ['channel.app.stability -'] },
    ],
    ['delivery很快，quality也不错，very good', { language: 'mixed', sign: '+', kind: 'praise' }],
    ['customer service 完全没有回复，really disappointed', { language: 'mixed', sign: '-', kind: 'complaint' }],
  ];
  it.each(cases)('«%s»', (text, expected) => {
    check(read({ text }), expected);
  });
});

describe('the rating beside the text', () => {
  const complaint = '质量太差了，用了两天就坏了，客服还不理人，非常失望';
  const praise = '非常满意，质量很好，客服也很耐心，强烈推荐';
  const cases: [Given, ConflictType | null, boolean][] = [
    [{ text: complaint, rating: 5 }, 'high_rating_negative_text', true],
    [{ text: complaint, rating: 4 }, 'high_rating_negative_text', true],
    [{ text: complaint, rating: 1 }, null, false],
    [{ text: complaint, rating: 2 }, null, false],
    [{ text: complaint, rating: 3 }, 'neutral_rating_strong_text', true],
    [{ text: praise, rating: 1 }, 'low_rating_positive_text', true],
    [{ text: praise, rating: 2 }, 'low_rating_positive_text', true],
    [{ text: praise, rating: 5 }, null, false],
    [{ text: praise, rating: 10, ratingScale: { min: 0, max: 10 } }, null, false],
    [{ text: complaint, rating: 9, ratingScale: { min: 0, max: 10 } }, 'high_rating_negative_text', true],
    [{ text: '不推荐，再也不会买了', rating: 5 }, 'high_rating_negative_text', true],
    [
      { text: 'Terrible quality, it broke after two days and nobody helped me.', rating: 5 },
      'high_rating_negative_text',
      true,
    ],
    [{ text: 'Excellent, everything is perfect, highly recommended!', rating: 1 }, 'low_rating_positive_text', true],
    [{ text: '服務太差了，等了兩個小時都沒人理，非常失望', rating: 5 }, 'high_rating_negative_text', true],
    [{ text: '质量不错，就是物流太慢', rating: 5 }, 'mixed_text', false],
    [{ text: 'The food was great, but the service was terrible and slow.', rating: 5 }, 'mixed_text', false],
    [{ text: '物流很快，但是包装破损严重，客服态度还行', rating: 5 }, 'high_rating_negative_text', true],
    [{ text: praise, rating: 5, ratings: { 速度: 1, 质量: 5 } }, 'subscore_mismatch', true],
    [{ text: praise, rating: 5, ratings: { 速度: 5, 质量: 4 } }, null, false],
    [{ text: '我买了一部手机', rating: 3 }, null, false],
  ];
  it.each(cases)('%j', (given, type, flagged) => {
    const { conflict } = read(given);
    expect(conflict).toMatchObject({ type, flagged });
    if (type === null) return;
    expect(conflict!.reasons[0]).toMatchObject({
      code: type,
      'zh-CN': expect.stringMatching(/./),
      'zh-TW': expect.stringMatching(/./),
      en: expect.stringMatching(/./),
    });
    if (type !== 'subscore_mismatch') expect(conflict!.evidence.length).toBeGreaterThan(0);
  });

  it('a five-star comment that names one flaw hides a complaint and contradicts nothing', () => {
    const { conflict } = read({ text: '非常喜欢，做工精致，颜色也很漂亮，就是物流有点慢', rating: 5 });
    expect(conflict).toMatchObject({ flagged: false, type: null });
    expect(conflict!.hiddenComplaints.map(({ text }) => text)).toEqual(['就是物流有点慢']);
  });

  it('a mixed text under five stars is flagged where the workspace wants it, and hides a complaint elsewhere', () => {
    const comment = parse({ text: 'The food was great, but the service was terrible and slow.', rating: 5 });
    const outcome = analyser.analyse([{ id: 'x', comment, taxonomy: 'cx', conflictThreshold: 0.1 }])[0];
    expect(outcome.ok && outcome.analysis.conflict).toMatchObject({ type: 'mixed_text', flagged: true });
    const evidence = outcome.ok ? outcome.analysis.conflict!.evidence : [];
    expect(evidence.map(({ weight }) => Math.sign(weight!))).toEqual([-1, 1]);
    const { conflict } = read({ text: '质量不错，就是物流太慢', rating: 5 });
    expect(conflict!.hiddenComplaints.map(({ text }) => text)).toEqual(['就是物流太慢']);
  });

  it('without a rating there is nothing to contradict', () => {
    expect(read({ text: complaint }).conflict).toBeNull();
  });

  it('an author whose ratings mirror the texts is suspected of reading the scale upside down', () => {
    const texts = [
      complaint,
      praise,
      '太难吃了，服务也很差，再也不来了',
      '物流超快，包装精美，很喜欢',
      '垃圾，千万别买',
    ];
    const given = texts.map((text, i) => parse({ text, author: 'a', rating: i === 1 || i === 3 ? 1 : 5 }));
    const alone = given.map((comment) => {
      const outcome = analyser.analyse([{ id: 'x', comment, taxonomy: 'cx' }])[0];
      return outcome.ok ? outcome.analysis : { failure: outcome.failure };
    });
    const types = (markInvertedScales(given, alone) as Analysis[]).map(({ conflict }) => conflict!.type);
    expect(types).toEqual(Array(5).fill('scale_inverted_suspect'));
  });
});

describe('personal data', () => {
  it.each([
    ['我的电话是13812345678，请尽快回电', 'phone', '13812345678'],
    ['身份证11010519491231002X登记错了', 'id_card', '11010519491231002X'],
    ['请发邮件到 wang.li@example.com 谢谢', 'email', 'wang.li@example.com'],
  ])('«%s» is masked at the door, at its length', (text, kind, secret) => {
    const comment = parse({ text });
    const start = text.indexOf(secret);
    expect(comment.masked).toEqual([{ start, end: start + secret.length, kind }]);
    expect(comment.text).toHaveLength(text.length);
    expect(comment.text).not.toContain(secret);
    expect(JSON.stringify(read({ text }))).not.toContain(secret);
  });

  it('does not change what is read from the rest', () => {
    const plain = read({ text: '快递员态度恶劣，把包裹扔在门口' });
    const masked = read({ text: '快递员态度恶劣，把包裹扔在门口，电话13812345678' });
    expect(issuesOf(masked)).toEqual(issuesOf(plain));
  });
});

describe('twins', () => {
  const labels = (text: string) => {
    const analysis = read({ text });
    const { label } = analysis.sentiment;
    return [label, analysis.kind, analysis.escalation, issuesOf(analysis), clauseSigns(analysis)];
  };
  const texts = [
    '物流很快，但是包装破损严重，客服态度还行',
    '退款申请提交了半个月还没到账',
    '再不解决我就打12315投诉你们',
    'Not bad at all, but the app keeps crashing.',
    'app一打开就闪退',
  ];
  const invisible = (text: string) => [...text].join('\u200b');
  const fullWidth = (text: string) =>
    text.replace(/[!-~]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

  it.each(texts)('«%s» reads the same with invisible characters', (text) => {
    expect(labels(invisible(text))).toEqual(labels(text));
  });

  it.each(texts)('«%s» reads the same in full-width characters', (text) => {
    expect(labels(fullWidth(text))).toEqual(labels(text));
  });

  it.each([
    ['物流很快，但是包装破损严重', '物流很快，但是包裝破損嚴重'],
    ['客服热线打了半小时都占线', '客服熱線打了半小時都佔線'],
    ['退款还没到账', '退款還沒到賬'],
  ])('«%s» reads the same in traditional characters', (simplified, traditional) => {
    expect(labels(traditional)).toEqual(labels(simplified));
  });
});

describe('hardly a word', () => {
  it.each([
    ['😡😡😡', '-'],
    ['👍👍', '+'],
    ['❤️', '+'],
  ])('«%s»', (text, sign) => {
    const analysis = read({ text });
    expect(signOf(analysis.sentiment.label)).toBe(sign);
    expect(analysis).toMatchObject({ language: 'und', issues: [], quality: ['no_words'] });
  });

  it.each(['12345', '2024-05-01', '。。。', '???'])('«%s» says nothing', (text) => {
    const analysis = read({ text });
    expect(analysis).toMatchObject({ language: 'und', issues: [], quality: ['no_words'], escalation: 'none' });
    expect(analysis.sentiment.confidence).toBeLessThan(0.8);
  });
});

describe('keywords', () => {
  it('carry the polarity of their clause', () => {
    const text = '物流很快，但是包装破损严重';
    const { keywords } = read({ text });
    const polarity = (term: string) => keywords.find((keyword) => keyword.term.includes(term))?.polarity;
    expect(polarity('物流')).toBeGreaterThan(0);
    expect(polarity('包装')).toBeLessThan(0);
    for (const { term, start, end } of keywords) expect(text.slice(start, end)).toBe(term);
  });

  it('are no stop words', () => {
    const terms = read({ text: '这个是我们的电视，而且它的屏幕很清晰' }).keywords.map(({ term }) => term);
    expect(terms).toEqual(expect.arrayContaining(['电视', '屏幕']));
    for (const word of ['这个', '我们', '的', '而且', '它']) expect(terms).not.toContain(word);
  });
});

describe('explanations', () => {
  it.each([
    '物流很快，但是包装破损严重，客服态度还行',
    '没有投诉，就是有点失望',
    'Not bad at all, but the app keeps crashing.',
    '😡',
    '12345',
    '退\u200b款\u200b太慢了',
  ])('«%s»: the terms add up, for the whole and for each clause', (text) => {
    const comment = parse({ text });
    const explained = analyser.explain({ id: 'x', comment, taxonomy: 'cx' });
    const { sentiment, clauses } = read({ text });
    const total = (terms: { weight: number }[]) => terms.reduce((sum, { weight }) => sum + weight, 0);
    expect(total(explained.terms)).toBeCloseTo(explained.sum, 6);
    expect(Math.tanh(explained.sum / 2)).toBeCloseTo(explained.score, 6);
    expect(explained.score).toBeCloseTo(sentiment.score, 3);
    expect(explained.clauses).toHaveLength(clauses.length);
    for (const clause of explained.clauses) {
      expect(total(clause.terms)).toBeCloseTo(clause.sum, 6);
      expect(Math.tanh(clause.sum / 2)).toBeCloseTo(clause.score, 6);
    }
    for (const term of explained.terms) expect(text.slice(term.start, term.end)).toBe(term.text);
  });
});

describe('laws of the whole', () => {
  it('the same comment gives the same bytes, whatever was read in between', () => {
    const texts = ['物流很快，但是包装破损严重', 'The app keeps crashing', '😡', '呵呵，这服务也是没谁了'];
    const first = texts.map((text) => JSON.stringify(read({ text, rating: 5 })));
    const again = [...texts].reverse().map((text) => JSON.stringify(read({ text, rating: 5 })));
    expect(again.reverse()).toEqual(first);
  });
});
