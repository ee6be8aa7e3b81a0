import { describe, expect, it, vi } from 'vitest';
import { problemCodes } from '../../src/errors.ts';
import { analysisFailures } from '../../src/feedback/backgroundWork.ts';
import { deliveryFailures, testEvent, webhookEvents } from '../../src/feedback/webhooks.ts';
import { failureText } from '../../src/web/app/i18n/failures.ts';
import { eventName } from '../../src/web/app/i18n/webhookEvents.ts';

const added = vi.hoisted(() => new Map<string, readonly string[]>());
// What makes them known asks for a browser.
vi.mock('../../src/web/app/i18n/words.ts', () => ({
  addWords: (words: object) => {
    for (const [key, texts] of Object.entries(words)) added.set(key, texts);
  },
}));

/** The key stands for the sentence. */
const said = (failure: Parameters<typeof failureText>[0]): string => failureText(failure, (key) => key);
const han = /\p{Script=Han}/u;

describe('what failed', () => {
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

it.each([...webhookEvents, testEvent])('%s has a name', (event) => {
  expect(eventName(event, (key) => key)).toBe(`event_${event.replace('.', '_')}`);
});

it('an event without a name has none', () => expect(eventName('a.b', (key) => key)).toBeNull());

it('each of these words is there in English and in both Chinese', () => {
  expect(added.size).toBeGreaterThan(70);
  for (const [key, [en, zhCN, zhTW, ...more]] of added) {
    expect(more, key).toEqual([]);
    expect(en, key).toMatch(/^[A-Z][^\p{Script=Han}]+$/u);
    expect([zhCN, zhTW], key).toEqual([expect.stringMatching(han), expect.stringMatching(han)]);
  }
});
