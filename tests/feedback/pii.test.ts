import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskPersonalData } from '../../src/feedback/pii.ts';

const found = (text: string, orderNumberPattern?: RegExp): string[] =>
  maskPersonalData(text, orderNumberPattern ? { orderNumberPattern } : {}).masked.map(
    ({ start, end, kind }) => `${kind} ${text.slice(start, end)}`,
  );

describe('what is masked', () => {
  test.each([
    ['我的电话13812345678请回', ['phone 13812345678']],
    ['+86 138 1234 5678', ['phone +86 138 1234 5678']],
    ['打 008613812345678 吧', ['phone 008613812345678']],
    ['138-1234-5678', ['phone 138-1234-5678']],
    ['１３８１２３４５６７８', ['phone １３８１２３４５６７８']],
    ['138\u200b1234\u200b5678', ['phone 138\u200b1234\u200b5678']],
    ['1 3 8 1 2 3 4 5 6 7 8', ['phone 1 3 8 1 2 3 4 5 6 7 8']],
    ['tel13812345678', ['phone 13812345678']],
    ['订单联系人13812345678', ['phone 13812345678']],
    ['两个号13812345678 13912345678', ['phone 13812345678', 'phone 13912345678']],
    ['座机010-62345678', ['phone 010-62345678']],
    ['(0755) 2345 6789', ['phone 0755) 2345 6789']],
    ['联系电话02062345678', ['phone 02062345678']],
    ['身份证11010519491231002X', ['id_card 11010519491231002X']],
    ['110105 19491231 002x', ['id_card 110105 19491231 002x']],
    ['身份证号：110105491231002', ['id_card 110105491231002']],
    ['卡号6222021234567890128', ['bank_card 6222021234567890128']],
    ['4111 1111 1111 1111', ['bank_card 4111 1111 1111 1111']],
    ['写信到 li.na+x@example.com.cn。', ['email li.na+x@example.com.cn']],
    ['邮箱abc＠ｑｑ．ｃｏｍ', ['email abc＠ｑｑ．ｃｏｍ']],
    ['13812345678@139.com', ['email 13812345678@139.com']],
    ['车牌京A12345挡了', ['plate 京A12345']],
    ['粤B·D12345', ['plate 粤B·D12345']],
    ['沪A1234学', ['plate 沪A1234学']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('order numbers only where a pattern is configured', () => {
    expect(found('单号HY20260501-77')).toEqual([]);
    expect(found('单号HY20260501-77', /HY\d{8}-\d+/)).toEqual(['order_number HY20260501-77']);
  });
});

describe('what stays', () => {
  test.each([
    '订单号13812345678',
    '运单SF1381234567890',
    'SKU-13812345678',
    '2026-05-03 14:20:00',
    '20260503142000138',
    '金额13812345678元',
    '¥13812345678',
    '13812345678.50',
    '95588、12315、400-820-8820、10086',
    '4111111111111112',
    '订单4111111111111111',
    '110105194912310021',
    '110105491231002',
    '新Mate60比新RTX4090好',
    '第3次了@客服 a@b',
    '138123456789',
    '',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

test('the mask keeps length, leaves the rest alone, and masking twice changes nothing', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('13812345678', '11010519491231002X', 'a@b.cn', '京A12345', ' ', '-', '86', '@', '订单', '\u200b'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const { text: result, masked } = maskPersonalData(text, {});
      expect(result.length).toBe(text.length);
      let position = 0;
      for (const { start, end } of masked) {
        expect(start).toBeGreaterThanOrEqual(position);
        expect(result.slice(position, start)).toBe(text.slice(position, start));
        expect(result.slice(start, end)).toBe('*'.repeat(end - start));
        position = end;
      }
      expect(result.slice(position)).toBe(text.slice(position));
    }),
  );
});
