import { expect, test } from 'vitest';
import { createSenders } from '../../src/store/senders.ts';

test('several are those that have sent within a minute', () => {
  let now = 0;
  const senders = createSenders(() => now);
  expect(senders.several()).toBe(false);
  senders.see('a');
  senders.see('a');
  expect(senders.several()).toBe(false);
  now = 50_000;
  senders.see('b');
  expect(senders.several()).toBe(true);
  now = 60_000;
  expect(senders.several()).toBe(true);
  now = 60_001;
  expect(senders.several()).toBe(false);
  senders.see('a');
  expect(senders.several()).toBe(true);
});
