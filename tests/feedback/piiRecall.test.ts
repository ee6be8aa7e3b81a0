/** Bar P1: 10,000 generated numbers with known truth. The figures are printed by `npx vitest run pii-recall`. */
import { expect, test } from 'vitest';
import { checkCharacter, passesLuhn } from '../../src/feedback/pii/checks.ts';
import { maskPersonalData } from '../../src/feedback/pii.ts';
import { record } from '../rig/record.ts';

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const random = generator(20261121);
const below = (n: number): number => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const digits = (n: number): string => Array.from({ length: n }, () => below(10)).join('');
const two = (n: number): string => `${n}`.padStart(2, '0');

const mobile = (): string => `1${3 + below(7)}${digits(9)}`;
const birthday = (): string => `${1930 + below(90)}${two(1 + below(12))}${two(1 + below(28))}`;
function idCard(): string {
  const body = `${pick(['1101', '3101', '4403', '5101', '3706', '6501', '2202'])}${two(1 + below(30))}${birthday()}${digits(3)}`;
  return body + checkCharacter(body);
}
function bankCard(): string {
  const [prefix, length] = pick([
    ['622202', 19],
    ['621700', 19],
    ['625955', 16],
    ['62284', 19],
    ['4392', 16],
    ['5187', 16],
    ['3568', 16],
    ['95588', 19],
    ['6212', 18],
  ] as const);
  const body = prefix + digits(length - prefix.length - 1);
  return body + [...'0123456789'].find((check) => passesLuhn(body + check))!;
}
const email = (): string =>
  `${pick(['li', 'wang.fang', 'zhao_6', 'Amy-Chen', 'x9'])}${digits(1 + below(5))}@${pick(['qq.com', '163.com', 'mail.example.cn', 'Gmail.com', 'corp-x.com.hk'])}`;

const plainSentences = ['', '请回电', '我的号码是', '电话：', '联系我', 'call me at ', '身份证', '卡号', '资料:', '\n'];
const endings = ['', '。', '，谢谢', ' thanks', '！', '（本人）', '\n', '、'];

const makers = { mobile, idCard, bankCard, email };
const fullWidth = (text: string): string =>
  [...text].map((c) => (c > ' ' && c <= '~' ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('');
function spaced(text: string, kind: keyof typeof makers): string {
  const mark = pick([' ', '-']);
  if (kind === 'mobile') return [text.slice(0, 3), text.slice(3, 7), text.slice(7)].join(mark);
  if (kind === 'idCard') return [text.slice(0, 6), text.slice(6, 14), text.slice(14)].join(mark);
  if (kind === 'bankCard') return text.replace(/\d{4}(?=\d)/g, `$&${mark}`);
  return text.replace('@', ' @ ');
}
const split = (text: string): string =>
  [...text].map((c, i) => (i > 0 && random() < 0.3 ? pick(['\u200b', '\u200d', '\ufeff', '\u2060']) + c : c)).join('');

function recall(change: (text: string, kind: keyof typeof makers) => string, n: number): number {
  let hidden = 0;
  for (let i = 0; i < n; i++) {
    const kind = pick(Object.keys(makers) as (keyof typeof makers)[]);
    const truth = change(makers[kind](), kind);
    const before = pick(plainSentences);
    const { text } = maskPersonalData(before + truth + pick(endings), {});
    if (/^\*+$/.test(text.slice(before.length, before.length + truth.length))) hidden++;
  }
  return hidden / n;
}

test('P1: at least 99 % of plain numbers are masked', () => {
  const value = recall((text) => text, 10_000);
  record('P1', `recall plain ${value}`);
  expect(value).toBeGreaterThanOrEqual(0.99);
});

test.each([
  { name: 'full width', change: fullWidth },
  { name: 'spaced', change: spaced },
  { name: 'split by zero-width characters', change: split },
])('P1: at least 90 % of numbers that are $name', ({ name, change }) => {
  const value = recall(change, 3000);
  record('P1', `recall ${name} ${value}`);
  expect(value).toBeGreaterThanOrEqual(0.9);
});

const timestamp = (): string =>
  `2026${two(1 + below(12))}${two(1 + below(28))}${two(below(24))}${two(below(60))}${two(below(60))}`;
const innocents: Record<string, () => string> = {
  'order, date first': () => `${timestamp()}${digits(pick([0, 4, 6]))}`,
  'order, any digits, named': () =>
    `${pick(['订单号', '订单编号：', '单号 ', 'order '])}${1 + below(9)}${digits(9 + below(10))}`,
  'order, any digits, bare': () => `${1 + below(9)}${digits(11 + below(9))}`,
  tracking: () => `${pick(['SF', 'YT', 'JDVA', 'ZTO', 'EMS', '运单号'])}${digits(pick([10, 11, 12, 13, 15]))}`,
  date: () =>
    pick([
      () => `2026-${two(1 + below(12))}-${two(1 + below(28))} ${two(below(24))}:${two(below(60))}`,
      () => `2026/${1 + below(12)}/${1 + below(28)}`,
      () => `${two(1 + below(28))}-${two(1 + below(12))}-2026 ${two(below(24))}`,
      () => `2026年${1 + below(12)}月${1 + below(28)}日`,
    ])(),
  amount: () =>
    pick([
      () => `¥${1 + below(9)}${digits(below(11))}.${digits(2)}`,
      () => `${1 + below(9)}${digits(below(11))}元`,
      () => `${1 + below(999)},${digits(3)},${digits(3)}.${digits(2)}`,
    ])(),
  sku: () =>
    pick([
      () => `SKU-${digits(11)}`,
      () => `${pick(['A', 'HW', 'X'])}${digits(4)}-${digits(8)}`,
      () => `69${digits(11)}`,
      () => `B0${digits(4)}XK${digits(2)}`,
    ])(),
};

test('P1: at most 0.5 % of innocent numbers are masked', () => {
  const wrong: Record<string, number> = {};
  const n = 10_000;
  const kinds = Object.keys(innocents);
  for (let i = 0; i < n; i++) {
    const kind = kinds[i % kinds.length]!;
    const text = `${pick(['', '买了 ', '昨天，', '见 '])}${innocents[kind]!()}${pick(endings)}`;
    if (maskPersonalData(text, {}).masked.length > 0) wrong[kind] = (wrong[kind] ?? 0) + 1;
  }
  const share = Object.values(wrong).reduce((sum, count) => sum + count, 0) / n;
  record('P1', `false masks ${share}`);
  expect(share).toBeLessThanOrEqual(0.005);
});

test('P1 control: Luhn alone would mask far too many', () => {
  let wrong = 0;
  for (let i = 0; i < 5000; i++) if (passesLuhn(digits(16 + below(4)))) wrong++;
  expect(wrong / 5000).toBeGreaterThan(0.05);
});
