import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { huiyin } from './huiyin.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-stats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}
const rated = (rating: number, n: number) => Array.from({ length: n }, (_, i) => `服务第${i}次,${rating}`);

test('prints the worked example of the sources', async () => {
  const path = file('example.csv', ['text,rating', ...rated(6, 1), ...rated(7, 2), ...rated(8, 34), ...rated(9, 1)]);
  const { code, out } = await huiyin(['stats', path, '--scale', '1-10', '--goal', '80']);
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ comments: 38, rejected: 0, total: { n: 38, grades: [1, 36, 1, 0, 0] } });
  expect(report.total.index.value).toBeCloseTo(79.2, 1);
  expect(report.ways).toMatchObject({ liftLow: { to: 8, ratings: 3 }, raiseHigh: { from: 8, to: 9, ratings: 3 } });
});

test('rejected rows are told, a goal that is none is refused', async () => {
  const path = file('bad.csv', ['text,rating', '很好,5', '很好,9']);
  const { code, out } = await huiyin(['stats', path]);
  expect([code, JSON.parse(out).rejected]).toEqual([3, 1]);
  expect((await huiyin(['stats', path, '--goal', 'high'])).code).toBe(2);
});
