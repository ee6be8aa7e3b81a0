import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { limits } from '../../src/feedback/limits.ts';
import { createSignInThrottle } from '../../src/http/signInThrottle.ts';
import { createClock } from '../contracts/support.ts';
import { record } from '../rig/record.ts';

const windowMs = limits.signInWindowMinutes * 60_000;
const most = limits.failedSignInsLogin;

function setUp() {
  const clock = createClock();
  const throttle = createSignInThrottle(clock);
  let tested = 0;
  /** 'wrong', 'right', or the code of the refusal. */
  const attempt = async (login: string, address: string, right = false): Promise<string> => {
    const run = async () => {
      tested++;
      return right ? 'right' : null;
    };
    return throttle.guard({ login, address }, run).then(
      (result) => result ?? 'wrong',
      (error: AppError) => error.code,
    );
  };
  return { clock, attempt, throttle, tested: () => tested };
}

const guesses = 10_000;

test(`A7: ${guesses} guesses for a login, from wherever: few are tested, and then none for a while`, async () => {
  const { attempt, clock, tested } = setUp();
  for (let at = 0; at < guesses; at++) await attempt('li', `10.0.${at >> 8}.${at & 255}`);
  expect(tested()).toBe(most);
  record('A7', `${tested()} of ${guesses} guesses at one login tested within ${limits.signInWindowMinutes} minutes`);
  expect(await attempt('ＬＩ', '10.9.9.9', true)).toBe('rate_limited');
  expect(await attempt('mei', '10.0.0.0', true)).toBe('right');
  clock.advance(windowMs);
  expect(await attempt('li', '10.9.9.9', true)).toBe('right');
});

test('A7: many at once count before they are tested', async () => {
  const { attempt, tested } = setUp();
  const ends = await Promise.all(Array.from({ length: 100 }, (_, at) => attempt('li', `10.0.0.${at}`)));
  expect(ends.filter((end) => end === 'rate_limited')).toHaveLength(100 - most);
  expect(tested()).toBe(most);
});

test('A7: no stretch of time of the length of the window has more', async () => {
  const { attempt, clock } = setUp();
  const times: number[] = [];
  for (let at = 0; at < 400; at++) {
    if ((await attempt('li', `10.0.1.${at}`)) === 'wrong') times.push(clock());
    clock.advance(windowMs / 23);
  }
  for (const start of times)
    expect(times.filter((time) => time >= start && time < start + windowMs).length).toBeLessThanOrEqual(most);
  expect(times.length).toBeGreaterThan(3 * most);
});

test('A7: the owner gets in from where he was last, while others guess; and cannot be guessed from there either', async () => {
  const { attempt } = setUp();
  expect(await attempt('li', 'home', true)).toBe('right');
  for (let at = 0; at < 100; at++) await attempt('li', `10.0.0.${at}`);
  expect(await attempt('li', 'elsewhere', true)).toBe('rate_limited');
  for (let at = 0; at < most; at++) expect(await attempt('li', 'home')).toBe('wrong');
  expect(await attempt('li', 'home', true)).toBe('rate_limited');
});

test('who signs in rightly counts for nothing, however often', async () => {
  const { attempt } = setUp();
  for (let at = 0; at < 100; at++) expect(await attempt('li', 'home', true)).toBe('right');
});

test('A7: one address cannot try many logins', async () => {
  const { attempt, tested } = setUp();
  for (let at = 0; at < 200; at++) await attempt(`user${at}`, 'there');
  expect(tested()).toBe(limits.failedSignInsAddress);
  expect(await attempt('user199', 'elsewhere', true)).toBe('right');
});

test('what could not be tested is no guess', async () => {
  const { throttle, attempt } = setUp();
  const busy = () => Promise.reject(new AppError('overloaded', 'Busy.'));
  for (let at = 0; at < 3 * most; at++)
    await expect(throttle.guard({ login: 'li', address: 'home' }, busy)).rejects.toMatchObject({ code: 'overloaded' });
  expect(await attempt('li', 'home')).toBe('wrong');
});

test('A7: forgets the oldest names rather than grow', async () => {
  const { attempt } = setUp();
  for (let at = 0; at < most; at++) await attempt('first', `a${at}`);
  for (let at = 0; at < 60_000; at++) await attempt(`u${at}`, `b${at}`);
  expect(await attempt('first', 'c')).toBe('wrong');
});

test('A7: control: a limit by address alone tests every guess that comes from elsewhere', () => {
  const wrong = new Map<string, number>();
  let tested = 0;
  for (let at = 0; at < guesses; at++) {
    const address = `10.0.${at >> 8}.${at & 255}`;
    if ((wrong.get(address) ?? 0) >= limits.failedSignInsAddress) continue;
    wrong.set(address, (wrong.get(address) ?? 0) + 1);
    tested++;
  }
  expect(tested).toBe(guesses);
});
