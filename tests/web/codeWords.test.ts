import { describe, expect, it, vi } from 'vitest';
import { problemCodes, problemReasons } from '../../src/errors.ts';
import { analysisFailures } from '../../src/feedback/backgroundWork.ts';
import { deliveryFailures, testEvent, webhookEvents } from '../../src/feedback/webhooks.ts';
import { failureText, failureTexts } from '../../src/web/app/i18n/failures.ts';
import { eventName } from '../../src/web/app/i18n/webhookEvents.ts';

const added = vi.hoisted(() => new Map<string, readonly string[]>());
// What makes them known asks for a browser.
vi.mock('../../src/web/app/i18n/words.ts', () => ({
  addWords: (words: object) => {
    for (const [key, texts] of Object.entries(words)) added.set(key, texts);
  },
}));

/** What i18next does with a sentence, in each of the three languages. */
const spoken =
  (at: 0 | 1 | 2) =>
  (key: string, values: Record<string, string | number> = {}) =>
    added.get(key)![at]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
const inAll = (failure: Parameters<typeof failureText>[0]): string[] =>
  ([0, 1, 2] as const).map((at) => failureText(failure, spoken(at)));

/** The key stands for the sentence. */
const said = (failure: Parameters<typeof failureText>[0]): string => failureText(failure, (key) => key);
const han = /\p{Script=Han}/u;

describe('what failed', () => {
  it.each(problemReasons)('is said in a sentence of its own where the reason is %s', (reason) =>
    expect(said({ code: 'state_conflict', detail: 'as the API has it', reason })).toBe(`why_${reason}`),
  );

  it.each([...problemCodes, ...analysisFailures, ...deliveryFailures, 'unknown', 'cancelled'])(
    'is said in a sentence for %s',
    (code) => expect(said({ code, detail: 'as the API has it' })).toBe(`fail_${code}`),
  );

  it('is said in its own words where the code means something of its own for the kind of work', () => {
    expect(said({ kind: 'train', code: 'out_of_range', detail: null })).toBe('fail_train_out_of_range');
    expect(said({ kind: 'topics', code: 'text_empty', detail: null })).toBe('fail_topics_text_empty');
    expect(said({ kind: 'report', code: 'out_of_range', detail: null })).toBe('fail_out_of_range');
  });

  it('is said alike whatever more the code tells', () => {
    expect(said({ code: 'analysis_failed: TypeError', detail: null })).toBe('fail_analysis_failed');
  });

  it('is said as the API has it where there is no sentence', () => {
    expect(said({ kind: 'delivery', code: '500', detail: null })).toBe('500');
    expect(said({ code: 'new_code', detail: 'a new thing' })).toBe('a new thing');
    expect(said({ code: 'toString', detail: null })).toBe('toString');
  });
});

describe('the value in a sentence', () => {
  it.each([
    [
      { code: 'wrong_type', values: { value: '五' } },
      [
        'The value is of another kind, such as a word for a number. It says “五”.',
        '值的类型不对。此处为“五”。',
        '值的類型不對。此處為「五」。',
      ],
    ],
    [
      { code: 'rating_outside_scale', values: { value: '11', minimum: 1, maximum: 5 } },
      [
        'The rating is outside its scale. The value must be from 1 to 5. It says “11”.',
        '评分超出量表范围。须在 1 到 5 之间。此处为“11”。',
        '評分超出量表範圍。須在 1 到 5 之間。此處為「11」。',
      ],
    ],
    [
      { code: 'out_of_range', values: { maximum: 200, unit: 'characters' } },
      ['At most 200 characters are allowed.', '最多 200 个字符。', '最多 200 個字元。'],
    ],
    [
      { code: 'out_of_range', values: { minimum: 1, unit: 'entries' } },
      ['A value is missing.', '缺少必填的值。', '缺少必填的值。'],
    ],
    [
      { code: 'out_of_range', values: { minimum: 0 } },
      ['The value must be at least 0.', '不得小于 0。', '不得小於 0。'],
    ],
    [
      { code: 'upload_too_large', values: { maximum: 20 * 2 ** 20, unit: 'bytes' } },
      [
        'The file is too large for its format. At most 20 MiB are allowed.',
        '文件超过该格式允许的大小。最多 20 MiB。',
        '檔案超過該格式允許的大小。最多 20 MiB。',
      ],
    ],
    [
      { code: 'file_unreadable', reason: 'unclosed_quote', values: { line: 7 } },
      [
        'The quote that opens a cell in line 7 is never closed.',
        '第 7 行的单元格以引号开头，但引号没有闭合。',
        '第 7 行的儲存格以引號開頭，但引號沒有閉合。',
      ],
    ],
  ] as const)('stands there in each language: %j', (failure, texts) =>
    expect(inAll({ detail: null, ...failure })).toEqual(texts),
  );
});

describe('a refused request', () => {
  const named = (pointer: string) => (pointer === '/url' ? '接收地址' : null);
  const texts = (errors: NonNullable<Parameters<typeof failureTexts>[0]['errors']>) =>
    failureTexts({ code: 'invalid_format', detail: 'Things are wrong.', errors }, spoken(1), named);

  it('is said by its code where no place is at fault', () => expect(texts([])).toEqual(['值的格式不对。']));

  it('names each field as the page does, else by its pointer', () =>
    expect(
      texts([
        { code: 'address_refused', detail: 'no', pointer: '/url' },
        { code: 'missing_field', detail: 'no', pointer: '/events' },
      ]),
    ).toEqual(['接收地址：不允许使用该地址：它是内网地址，或并不存在。', '/events：缺少必填的值。']));

  it('needs no field beside a reason, and says nothing twice', () =>
    expect(
      texts([
        { code: 'state_conflict', detail: 'no', pointer: '/url', reason: 'no_rating' },
        { code: 'state_conflict', detail: 'no', pointer: '/ratingValid', reason: 'no_rating' },
      ]),
    ).toEqual(['该评论没有评分。']));

  it('keeps the detail of a code that the page does not know yet', () =>
    expect(texts([{ code: 'new_code', detail: 'A new thing.', pointer: '/url' }])).toEqual(['接收地址：A new thing.']));
});

it.each([...webhookEvents, testEvent])('%s has a name', (event) => {
  expect(eventName(event, (key) => key)).toBe(`event_${event.replace('.', '_')}`);
});

it('an event without a name has none', () => expect(eventName('a.b', (key) => key)).toBeNull());

it('each of these words is there in English and in both Chinese', () => {
  expect(added.size).toBeGreaterThan(70);
  for (const [key, [en, zhCN, zhTW, ...more]] of added) {
    expect(more, key).toEqual([]);
    const places = (text: string | undefined) => text!.match(/\{\{\w+\}\}/g)?.sort() ?? [];
    expect([places(zhCN), places(zhTW)], key).toEqual([places(en), places(en)]);
    // What stands around a field and its sentence is no sentence itself.
    if (en!.startsWith('{{')) continue;
    expect(en, key).toMatch(/^[A-Z][^\p{Script=Han}]+$/u);
    expect([zhCN, zhTW], key).toEqual([expect.stringMatching(han), expect.stringMatching(han)]);
  }
});
