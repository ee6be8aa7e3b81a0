import { expect, test } from 'vitest';
import { breathe, mapInPieces } from '../src/pace.ts';

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
  expect(turns).toBeGreaterThanOrEqual(4);
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

test('a piece that fails ends the work', async () => {
  const failing = mapInPieces([1, 2], () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
});
