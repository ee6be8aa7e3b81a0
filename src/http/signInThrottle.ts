import { AppError } from '../errors.ts';
import { limits } from '../feedback/limits.ts';
import { toLogin } from '../feedback/signIn.ts';

export interface SignInThrottle {
  /**
   * Runs `attempt`, which answers null for a wrong password. Throws `rate_limited` instead when too many were wrong
   * lately: for this login or from this address.
   */
  guard<T>(who: { login: string; address: string }, attempt: () => Promise<T | null>): Promise<T | null>;
}

const windowMs = limits.signInWindowMinutes * 60_000;
/** More names than can be tried within a window, at two passwords at a time. */
const namesAtMost = 20_000;

/**
 * Counts wrong passwords in memory. From the address where a login signed in last it has an account of its own, so that
 * somebody who guesses elsewhere does not lock the owner out.
 */
export function createSignInThrottle(clock: () => number): SignInThrottle {
  const failures = new Map<string, number[]>();
  const lastAddress = new Map<string, string>();

  /** Counts before the password is tested, so that many at once do not slip through. */
  function take(name: string, limit: number): void {
    const times = (failures.get(name) ?? []).filter((time) => time > clock() - windowMs);
    if (times.length >= limit) {
      const retryAfter = (times[0]! + windowMs - clock()) / 1000;
      throw new AppError('rate_limited', 'Too many wrong passwords; try again later.', {
        retryAfter,
        reason: 'wrong_passwords',
      });
    }
    remember(failures, name, [...times, clock()]);
  }
  function giveBack(name: string): void {
    const times = failures.get(name)?.slice(0, -1) ?? [];
    if (times.length === 0) failures.delete(name);
    else failures.set(name, times);
  }

  return {
    async guard({ login: typed, address }, attempt) {
      const login = toLogin(typed);
      const known = lastAddress.get(login) === address;
      const names = [`address ${address}`, `${known ? 'owner' : 'login'} ${login}`] as const;
      take(names[0], limits.failedSignInsAddress);
      try {
        take(names[1], limits.failedSignInsLogin);
      } catch (error) {
        giveBack(names[0]);
        throw error;
      }
      const result = await attempt().catch((error) => {
        names.forEach(giveBack);
        throw error;
      });
      if (result === null) return null;
      names.forEach(giveBack);
      remember(lastAddress, login, address);
      return result;
    },
  };
}

/** The latest are kept. */
function remember<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  if (map.size > namesAtMost) map.delete(map.keys().next().value!);
}
