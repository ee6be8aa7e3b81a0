import { expect, test } from 'vitest';
import { breathe, breatheBehind, mapInPieces } from '../src/pace.ts';

/** Work that takes the whole slice and more, without a look at how fast the machine is. */
function longPiece(): void {
  for (const end = performance.now() + 20; performance.now() < end; );
}

test('long work lets the event loop turn, and short work does not wait for it', async () => {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns++;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  const results = await mapInPieces([1, 2, 3, 4, 5], (item, index) => {
    longPiece();
    return item * 10 + index;
  });
  counting = false;
  expect(results).toEqual([10, 21, 32, 43, 54]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('who works for long takes turns with the others', async () => {
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      order.push(name);
      longPiece();
      await breathe();
    }
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  expect(order.join('')).toBe('abcabcabc');
});

test('what one leaves of a turn is used by those behind', async () => {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns++;
    if (counting) setImmediate(count);
  };
  const begun = breathe();
  longPiece();
  const waiting = Array.from({ length: 200 }, () => breathe());
  setImmediate(count);
  await Promise.all([begun, ...waiting]);
  counting = false;
  expect(waiting).not.toContain(undefined);
  expect(turns).toBeLessThan(100);
});

test('one piece takes no place in line', async () => {
  const before = breathe();
  longPiece();
  const order: string[] = [];
  const last = breathe()!.then(() => order.push('waited'));
  await mapInPieces([1], () => order.push('read'));
  await Promise.all([before, last]);
  expect(order).toEqual(['read', 'waited']);
});

test('work that nobody waits for goes on in between, and is not forgotten', async () => {
  const order: string[] = [];
  const work = async (name: string, pause: typeof breathe, pieces: number): Promise<void> => {
    for (let i = 0; i < pieces; i++) {
      order.push(name);
      longPiece();
      await pause();
    }
  };
  await Promise.all([
    ...['x', 'y', 'z'].map((name) => work(name, breatheBehind, 2)),
    ...['a', 'b'].map((name) => work(name, breathe, 8)),
  ]);
  // Each began once. From then on, one of those behind goes on after four of the others.
  expect(order.slice(5, 10).join('')).toMatch(/^[ab]*[xyz][ab]*$/);
  expect(order).toHaveLength(22);
});

test('a piece that fails ends the work', async () => {
  const failing = mapInPieces([1, 2], () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
});
