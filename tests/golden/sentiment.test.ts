import { describe, expect, it } from 'vitest';
import { shippedSentiment } from '../text/sentiment/shipped.ts';

const { read } = shippedSentiment();

// What a careful reader says. All texts are written for these tests.
const negative = [
  '没有投诉，就是有点失望',
  '呵呵，这服务也是没谁了',
  '下单后三天未发货，客服未主动通知',
  '这个问题已经是第三次了，我要找你们总经理',
  '难道这就是五星服务？',
  '不推荐',
  '服務態度很差',
  'hardly useful',
  '等了半天都没人理',
  '太贵了',
  '好难吃',
  '再也不会来了',
  '不会再来第二次',
  '我从来没有见过这么差的酒店',
  '味道没有想象中那么好',
  '能不能快一点',
  '真行啊，等了三个小时就给我这个',
  '一颗星都不想给',
  '说好的次日达，五天了还没到',
  '客服一直踢皮球，谁都不负责',
  '刚买一周就降价，还不给价保',
  '屏幕有划痕，一看就是二手的',
  '登录不上去，验证码一直收不到',
  '更新之后老是闪退',
  '房间隔音太差，一晚上没睡好',
  '送来的时候汤都洒了，饭也凉了',
  '退款拖了半个月还没到账',
  '凭什么会员还要再付一次运费',
  '說好今天送到，結果拖了三天',
  '花钱买罪受',
  'I would not recommend this to anyone',
  'The app keeps crashing and nobody answers my emails.',
  'Waited over an hour and the food was cold.',
  'What a waste of money',
  "It's not that great",
  'never going back',
  'Stopped working after two days',
  '😡',
  '👎👎',
];

const positive = [
  '不是不好',
  '没有不满意',
  '这个价格还要什么自行车',
  '一点也不贵',
  '没什么不好的',
  '客服态度好得没话说',
  '不得不说真的很好',
  '没有理由不给好评',
  '虽然贵了点，但是很好用',
  '宝贝收到了，很喜欢，下次还会再来的',
  '物流很快，包装也很仔细',
  '师傅很专业，半小时就修好了',
  '味道不错，分量也足',
  '希望越来越好',
  '從來沒有讓我失望，五星推薦',
  '没想到这么好用，后悔没早买',
  '办事效率高，工作人员很耐心',
  '用了半年，没出过问题',
  '不难吃，孩子都吃光了',
  'not bad at all',
  'Never disappoints!',
  "Can't go wrong with this place",
  'Works like a charm, great value for money',
  'The staff were friendly and the room was spotless.',
  '😀👍',
  '❤️❤️❤️',
];

const unclear = ['今天星期三', '我买了一部手机', 'The package arrived on Tuesday.', '12345', '收货地址在二楼'];

describe('the sign of the whole', () => {
  it.each(negative)('«%s» is negative', (text) => {
    expect(read(text).score).toBeLessThan(0);
  });

  it.each(positive)('«%s» is positive', (text) => {
    expect(read(text).score).toBeGreaterThan(0);
  });

  it.each(unclear)('«%s» says little', (text) => {
    expect(read(text).confidence).toBeLessThan(0.8);
  });
});

describe('shades', () => {
  it('«没有投诉，就是有点失望» is not very negative', () => {
    expect(read('没有投诉，就是有点失望').label).toBe('negative');
  });

  it('«希望能改进» is a mild complaint', () => {
    const { score } = read('希望能改进');
    expect(score).toBeLessThan(0);
    expect(score).toBeGreaterThan(-0.8);
  });

  it('a degree word strengthens, a weakener takes back', () => {
    expect(read('非常满意').sum).toBeGreaterThan(read('有点满意').sum);
    expect(read('不太满意').sum).toBeGreaterThan(read('非常不满意').sum);
  });
});

describe('clauses', () => {
  const signs = (text: string) =>
    read(text)
      .clauses.map(({ score }) => (score > 0 ? '+' : '−'))
      .join('');

  it('praise, complaint and a faint praise beside one another', () => {
    const text = '物流很快，但是包装破损严重，客服态度还行';
    expect(signs(text)).toBe('+−+');
    expect(['mixed', 'negative', 'very_negative']).toContain(read(text).label);
  });

  it('"Not bad at all, but the app keeps crashing."', () => {
    const text = 'Not bad at all, but the app keeps crashing.';
    expect(signs(text)).toBe('+−');
    expect(['mixed', 'negative', 'very_negative']).toContain(read(text).label);
  });

  it.each([
    ['质量不错，就是物流太慢', '+−'],
    ['味道很好，价格太贵', '+−'],
    ['环境差，不过菜很好吃', '−+'],
    ['The food was great, but the service was terrible.', '+−'],
    ['虽然等了很久，但是师傅态度很好', '−+'],
  ])('«%s»', (text, expected) => {
    expect(signs(text)).toBe(expected);
  });

  it('neither side wins: mixed', () => {
    expect(read('质量不错，就是物流太慢').label).toBe('mixed');
  });
});
