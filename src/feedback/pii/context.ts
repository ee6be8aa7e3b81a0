import { isAlphanumeric } from './digits.ts';

/** What stands before a number and tells what it is. */
export interface Context {
  /** The number is the tail of a code such as `SF1381…` or `SKU-1381…`, or an amount. */
  insideCode: boolean;
  /** The nearest word that names the number. */
  cue: 'phone' | 'identity' | 'card' | 'order' | 'none';
  /** Units of `+` or `(+` directly before, which belong to a phone number. */
  prefixUnits: number;
}

const lookBack = 14;

const cues: Record<Exclude<Context['cue'], 'none'>, string[]> = {
  phone:
    '电话 電話 手机 手機 座机 座機 热线 联系 聯繫 聯絡 致电 拨打 传真 微信 tel phone mobile mob call cell fax wechat whatsapp vx wx'.split(
      ' ',
    ),
  identity: '身份证 身份證 证件 證件 身份号 id card identity id号'.split(' '),
  card: '银行卡 銀行卡 卡号 卡號 信用卡 储蓄卡 儲蓄卡 借记卡 账号 帳號 账户 帳戶 尾号 card account'.split(' '),
  order:
    '订单 訂單 单号 單號 运单 運單 流水 编号 編號 货号 貨號 条码 條碼 序列号 型号 票号 交易号 order tracking waybill parcel sku serial invoice'.split(
      ' ',
    ),
};

/** Letters that may touch a phone number without making it a code. */
const phoneLetters = /(?:^|[^a-z])(?:tel|phone|mobile|mob|cell|call|fax|vx|wx)$/;

export function contextOf(text: string, start: number): Context {
  const before = text.slice(Math.max(0, start - lookBack), start).toLowerCase();
  const prefixUnits = before.endsWith('(+') || before.endsWith('（+') ? 2 : before.endsWith('+') ? 1 : 0;
  return { insideCode: isInsideCode(before), cue: nearestCue(before), prefixUnits };
}

function isInsideCode(before: string): boolean {
  const last = before.at(-1);
  if (last === undefined) return false;
  if (isAlphanumeric(last.charCodeAt(0))) return !phoneLetters.test(before);
  if ('￥¥$€£'.includes(last)) return true;
  const joint = '-_/.,'.includes(last);
  return joint && isAlphanumeric(before.charCodeAt(before.length - 2));
}

/** A word in another clause does not name the number. */
const clauseEnd = /[，。！？；,;!?\n]/;

function nearestCue(before: string): Context['cue'] {
  let nearest: Context['cue'] = 'none';
  let best = -1;
  for (const [cue, words] of Object.entries(cues)) {
    for (const word of words) {
      const end = before.lastIndexOf(word) + word.length;
      if (end < word.length || end <= best || clauseEnd.test(before.slice(end))) continue;
      best = end;
      nearest = cue as Context['cue'];
    }
  }
  return nearest;
}
