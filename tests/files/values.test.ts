import { expect, test } from 'vitest';
import { parseCellTime, parseScore } from '../../src/files/values.ts';

test.each([
  ['5', 5],
  [' ４．５ ', 4.5],
  ['4分', 4],
  ['3 stars', 3],
  ['★★★☆☆', 3],
  ['⭐⭐', 2],
  ['-1', -1],
  ['5/5', Number.NaN],
  ['满意', Number.NaN],
  ['1e3', Number.NaN],
  ['0x5', Number.NaN],
])('score %j', (cell, expected) => expect(parseScore(cell)).toBe(expected));

test.each([
  ['2026/5/3', '2026-05-03T00:00:00.000Z'],
  ['2026-05-03 14:20:01', '2026-05-03T14:20:01.000Z'],
  ['2026.5.3 9:05', '2026-05-03T09:05:00.000Z'],
  ['2026年5月3日', '2026-05-03T00:00:00.000Z'],
  ['2026年5月3日 14时20分', '2026-05-03T14:20:00.000Z'],
  ['2026-05-03 14:20 +08:00', '2026-05-03T06:20:00.000Z'],
  ['2026-05-03T14:20:00.5Z', '2026-05-03T14:20:00.500Z'],
  ['20260503', '2026-05-03T00:00:00.000Z'],
  ['5/3/2026', null],
  ['2026-02-30', null],
  ['1777777777', null],
])('time %j', (cell, expected) => expect(parseCellTime(cell)).toBe(expected));
