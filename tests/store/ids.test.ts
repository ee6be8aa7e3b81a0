import { expect, test } from 'vitest';
import { idOf, newId } from '../../src/store/ids.ts';

test('ids are in the order of making, and never twice the same', () => {
  const ids = [1, 1, 1, 2, 31, 32, 1e12, 1e12 + 1].map(newId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-v]{39}$/);
});

test('the same parts make the same id, and no others do', () => {
  expect(idOf('a', 'b')).toBe(idOf('a', 'b'));
  expect(idOf('a', 'b')).not.toBe(idOf('ab', ''));
  expect(idOf('a')).toMatch(/^[0-9a-v]{26}$/);
});
