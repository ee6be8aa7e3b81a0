import { expect, it } from 'vitest';
import { chainOf, childrenOf } from '../../src/web/app/pages/taxonomy/tree.ts';

const row = (key: string, comments: number, negative = 0) =>
  ({ key, comments, negative, positive: comments - negative }) as Parameters<typeof childrenOf>[0][number];
const rows = [
  row('channel.app.speed', 3, 2),
  row('channel.app.crash', 2),
  row('channel.site', 1),
  row('price.fees', 4),
];

it('adds leaves up level by level', () => {
  const none = new Map<string, string>();
  expect(childrenOf(rows, '', none).map(({ code, comments, negative }) => [code, comments, negative])).toEqual([
    ['channel', 6, 2],
    ['price', 4, 0],
  ]);
  expect(childrenOf(rows, 'channel', none).map(({ code }) => code)).toEqual(['channel.app', 'channel.site']);
  expect(childrenOf(rows, 'channel.site', none)).toEqual([]);
});

it('puts a moved leaf where it lies now', () => {
  const moved = new Map([['channel.app.crash', 'price']]);
  expect(chainOf('channel.app.crash', moved)).toEqual(['price', 'channel.app.crash']);
  expect(childrenOf(rows, 'price', moved).map(({ code }) => code)).toEqual(['price.fees', 'channel.app.crash']);
  expect(childrenOf(rows, 'channel.app', moved).map(({ code }) => code)).toEqual(['channel.app.speed']);
});
