import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTaxonomies } from '../../src/artefacts/taxonomies.ts';
import type { Labels } from '../../src/feedback/tag.ts';
import { realLabeller } from './labelling.ts';

let label: (text: string, taxonomy?: string) => Labels;
beforeAll(async () => {
  label = await realLabeller();
});

/** `code +`, `code -` or `code 0` of every issue, and which of them must not be there (`!prefix`). */
type Case = [text: string, ...expected: string[]];

const sign = (name: string): string => (/negative/.test(name) ? '-' : /positive/.test(name) ? '+' : '0');
const shown = (text: string): string[] =>
  label(text).issues.map(({ code, sentiment }) => `${code} ${sign(sentiment.label)}`);

function check(cases: Case[]): void {
  it.each(cases)('%s', (text, ...expected) => {
    const found = shown(text);
    for (const entry of expected) {
      if (entry.startsWith('!')) expect(found.filter((f) => f.startsWith(entry.slice(1)))).toEqual([]);
      else expect(found).toContain(entry);
    }
  });
}

describe('a word of complaint in a question is none yet', () => {
  check([
    ['请问可以开发票吗？', 'product.price.fees 0'],
    ['請問可以開發票嗎？', 'product.price.fees 0'],
    ['你们几点开门？', 'channel.location.hours 0'],
    ['请问为什么不给开发票？太过分了', 'product.price.fees -'],
  ]);
});

describe('comments that the seed documents name', () => {
  check([
    ['下单后三天未发货，客服未主动通知', 'channel.order.dispatch -', 'service.after_sales.follow_up -'],
    ['退货流程平均五天，客服互相推诿', 'service.after_sales.return_refund -', 'service.complaint.process -'],
    ['没有投诉，就是有点失望', '!service.complaint'],
    [
      '物流很快，但是包装破损严重，客服态度还行',
      'channel.logistics.speed +',
      'channel.logistics.packaging -',
      'service.online.attitude +',
    ],
    ['Not bad at all, but the app keeps crashing.', 'channel.app.stability -'],
    ['太贵', 'product.price.value -'],
    ['打热线多次转接', 'service.phone.transfer -'],
    ['呵呵，这服务也是没谁了', '!service.counter.attitude +'],
  ]);
});

describe('service', () => {
  check([
    ['柜台只开一个窗口，排队排了一个小时', 'service.counter.waiting_time -'],
    ['上菜很快，坐下十分钟就齐了', 'service.counter.waiting_time +'],
    ['柜员连转账限额都说不清，业务不熟', 'service.counter.proficiency -'],
    ['酒店前台服务员爱理不理的，叫了三次才来', 'service.counter.attitude -'],
    ['前台小姑娘很热情，还帮忙提行李', 'service.counter.attitude +'],
    ['酒店房间有霉味，隔音太差，一晚上没睡好', 'service.counter.environment -'],
    ['酒店大堂宽敞明亮，房间干净', 'service.counter.environment +'],
    ['客服热线打了半小时都占线', 'service.phone.reachability -'],
    ['接线员很不耐烦，没说完就直接挂电话', 'service.phone.attitude -'],
    ['在线客服排队两小时没人回', 'service.online.response_time -'],
    ['客服秒回，点赞', 'service.online.response_time +'],
    ['智能客服答非所问，怎么都转不到人工', 'service.online.bot -'],
    ['卖家很有耐心，一直解答', 'service.online.attitude +'],
    ['客服只会说套话，问题一点没解决', 'service.online.resolution -'],
    ['报修一周了师傅还没上门', 'service.after_sales.timeliness -'],
    ['修了三次还是老毛病，越修越坏', 'service.after_sales.skill -'],
    ['等一个配件等了一个月，一直说没货', 'service.after_sales.parts -'],
    ['申请退款十天了还没退，一直不给退款', 'service.after_sales.return_refund -'],
    ['退货很方便，第二天钱就到了', 'service.after_sales.return_refund +'],
    ['装好第二天还主动打电话回访', 'service.after_sales.follow_up +'],
    ['说好送的耳机没给，说话不算话', 'service.after_sales.promise -'],
    ['投诉了三次都石沉大海', 'service.complaint.no_feedback -'],
  ]);
});

describe('product', () => {
  check([
    ['裤子质量很差，到处开线', 'product.quality.defect -'],
    ['做工精细，质量很好', 'product.quality.defect +'],
    ['手机用了不到一个月就坏了', 'product.quality.durability -'],
    ['洗了很多次也不掉色不起球', 'product.quality.durability +'],
    ['实物和图片差太多，颜色完全不一样', 'product.quality.as_described -'],
    ['专柜验过，是正品', 'product.quality.as_described +'],
    ['打开就有一股霉味，苹果有两个已经烂了', 'product.quality.freshness_safety -'],
    ['没有夜间模式，希望增加批量导出的功能', 'product.function.missing -'],
    ['说明书看不懂，安装麻烦', 'product.function.complexity -'],
    ['手机反应快，拍照清晰', 'product.function.performance +'],
    ['不兼容新系统，装不上', 'product.function.compatibility -'],
    ['性价比高，价格实惠', 'product.price.value +'],
    ['一点也不便宜', 'product.price.value -'],
    ['不贵，味道也好', 'product.price.value +'],
    ['莫名其妙扣费，手续费太高', 'product.price.fees -'],
    ['刚买就降价一百，还不给保价', 'product.price.promotion -'],
    ['外观大气，颜色很正', 'product.design.appearance +'],
    ['衣服尺码偏小，穿着勒', 'product.design.comfort_size -'],
    ['餐厅的菜太咸，分量少', 'product.content.quality -'],
    ['这本书内容空洞，翻译得也差', 'product.content.quality -'],
  ]);
});

describe('channel', () => {
  check([
    ['更新后一打开app就闪退', 'channel.app.stability -'],
    ['用了半年没有闪退，软件很稳定', 'channel.app.stability +', '!channel.app.stability -'],
    ['软件加载慢，首页卡顿', 'channel.app.speed -'],
    ['验证码一直收不到，登录不了', 'channel.app.login -'],
    ['软件广告太多，很难用', 'channel.app.usability -'],
    ['支付失败，钱却扣了两次', 'channel.app.payment -'],
    ['昨天下单今天就到，物流真快', 'channel.logistics.speed +'],
    ['外卖送得太慢，等了两个小时', 'channel.logistics.speed -'],
    ['包装严实，没有破损', 'channel.logistics.packaging +', '!channel.logistics.packaging -'],
    ['快递员不送上门，直接扔门口', 'channel.logistics.courier -'],
    ['物流信息停了三天不更新', 'channel.logistics.tracking -'],
    ['付款一周还不发货，一直说没货', 'channel.order.dispatch -'],
    ['订的是蓝色，结果发错货，还少发一件', 'channel.order.accuracy -'],
    ['虚假宣传，误导消费者', 'channel.order.transparency -'],
    ['酒店位置很好，离地铁站近，出行方便', 'channel.location.access +'],
    ['周末不营业，上班族没法去', 'channel.location.hours -'],
  ]);
});

describe('negation between the words of a cue, and what only looks like one', () => {
  check([
    ['包装没有破损', 'channel.logistics.packaging +', '!channel.logistics.packaging -'],
    ['包装完好无损', 'channel.logistics.packaging +', '!channel.logistics.packaging -'],
    ['包装不太好', 'channel.logistics.packaging -', '!channel.logistics.packaging +'],
    ['外卖小哥态度不太好', 'channel.logistics.courier -', '!channel.logistics.courier +'],
    ['快递员态度恶劣', 'channel.logistics.courier -', '!channel.logistics.courier +'],
    ['快递不是很慢', 'channel.logistics.speed +', '!channel.logistics.speed -'],
    ['客服没有解决问题', 'service.online.resolution -', '!service.online.resolution +'],
    ['等了很久，不过质量很好', 'product.quality.defect +', '!product.quality.defect -'],
  ]);
});

describe('traditional characters, English, mixed', () => {
  check([
    ['客服熱線打了半小時都佔線', 'service.phone.reachability -'],
    ['餐廳服務員態度很差', 'service.counter.attitude -'],
    ['物流很快，包裝完整', 'channel.logistics.speed +', 'channel.logistics.packaging +'],
    ['這個app一直閃退，登入不了', 'channel.app.stability -', 'channel.app.login -'],
    ['The food was delicious and the staff were friendly', 'product.content.quality +', 'service.counter.attitude +'],
    ['They refused to refund my order and support was useless', 'service.after_sales.return_refund -'],
    [
      'Great location but the hotel room was dirty and noisy',
      'channel.location.access +',
      'service.counter.environment -',
    ],
    ['Fast delivery, well packed', 'channel.logistics.speed +', 'channel.logistics.packaging +'],
    ['I cannot log in after the update, the app crashes every time', 'channel.app.login -', 'channel.app.stability -'],
    ['这个app的UI很好用，但是login太慢，经常crash', 'channel.app.usability +', 'channel.app.stability -'],
    ['快递 super fast delivery，包装也很好', 'channel.logistics.speed +', 'channel.logistics.packaging +'],
    ['Overpriced for what you get', 'product.price.value -'],
  ]);
});

describe('kind and escalation', () => {
  it.each([
    ['这个问题已经是第三次了，我要找你们总经理', 'repeat', 'complaint'],
    ['没有投诉，就是有点失望', 'none', 'complaint'],
    ['再也不来了，服务太差', 'churn', 'complaint'],
    ['不给退款我就发抖音曝光你们', 'public', 'complaint'],
    ['I will post this on social media', 'public', 'complaint'],
    ['已经打12315投诉了，等着律师函吧', 'legal', 'complaint'],
    ["I'll take legal action if I don't get my money back", 'legal', 'complaint'],
    ['我不会起诉，只是提个意见', 'none', undefined],
    ['建议增加夜间模式', 'none', 'suggestion'],
    ['请问什么时候发货？', 'none', 'question'],
    ['为什么不适配新系统？', 'none', 'complaint'],
    ['东西很好，下次还来', 'none', 'praise'],
  ])('%s', (text, escalation, kind) => {
    const labels = label(text);
    expect(labels.escalation).toBe(escalation);
    if (kind !== undefined) expect(labels.kind).toBe(kind);
  });

  it('marks the issue that escalates and makes it graver', () => {
    const [calm] = label('不给退款').issues;
    const [grave] = label('不给退款，我已经打12315了').issues;
    expect(calm).toMatchObject({ code: 'service.after_sales.return_refund', escalation: 'none', kind: 'complaint' });
    expect(grave).toMatchObject({ code: 'service.after_sales.return_refund', escalation: 'legal' });
    expect(grave.severity).toBeGreaterThan(calm.severity);
  });

  it('lets the aspect of a clause take the opinion of the next one', () => {
    const issue = label('说到物流，真的太让人失望了').issues.find(({ code }) => code === 'channel.logistics.speed');
    expect(issue).toMatchObject({ kind: 'complaint' });
    expect(issue?.evidence).toHaveLength(2);
  });

  it('names the owner, the clock and the path of the leaf', () => {
    expect(label('验证码一直收不到，登录不了').issues[0]).toMatchObject({
      path: ['渠道', '应用', '登录与验证'],
      department: '技术部',
      slaHours: 72,
      source: 'rule',
    });
  });

  it('refuses a taxonomy that is not there', () => {
    expect(() => label('太贵', 'nowhere')).toThrow(/no "nowhere"/);
  });
});

describe('the taxonomy', () => {
  it('finds the leaf of every example', async () => {
    const loaded = await loadTaxonomies(join(packageRoot, 'lexicons', 'taxonomies'));
    const leaves = loaded.ok ? (loaded.value.find(({ id }) => id === 'cx')?.leaves ?? []) : [];
    expect(leaves).toHaveLength(48);
    const missed = leaves.flatMap(({ code, examples }) =>
      examples.filter((example) => !label(example).issues.some((issue) => issue.code === code)),
    );
    expect(missed).toEqual([]);
  });
});

describe('laws', () => {
  const piece = fc.constantFrom(
    '物流很快',
    '包裝破損',
    '客服态度差',
    '，',
    '。',
    '但是',
    '太贵了！',
    '第三次了',
    '12315',
    'the app keeps crashing',
    ' not worth it. ',
    '😡',
    '没有',
    '不',
    '房间',
    '？',
    '\n',
    'ＡＢＣ',
    '退款',
    '建议',
    '1.5',
    '好吃',
    '闪退',
    '\u200b',
  );
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

  it('evidence is a slice of the text, in range, and every figure lies in its range', () => {
    fc.assert(
      fc.property(text, (t) => {
        const received = t.replaceAll('\u200b', '');
        for (const issue of label(t).issues) {
          expect(issue.evidence.length).toBeGreaterThan(0);
          for (const e of issue.evidence) {
            expect(received.slice(e.start, e.end)).toBe(e.text);
            expect(e.text.trim()).toBe(e.text);
            expect(e.text).not.toBe('');
          }
          for (const figure of [issue.severity, issue.confidence]) expect(figure >= 0 && figure <= 1).toBe(true);
          expect(Math.abs(issue.sentiment.score)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('gives one entry a leaf and polarity, and the same answer whatever came before', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const first = JSON.stringify(label(a));
        label(b);
        expect(JSON.stringify(label(a))).toBe(first);
        const keys = shown(a);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
