import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { adminKey, startService } from '../rig/service.ts';
import { huiyin } from './huiyin.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

test('of a file is about all of its days, and leaves nothing behind', { timeout: 120_000 }, async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `物流太慢了，第${i}次,${1 + (i % 5)},2026-03-${10 + (i % 20)}`);
  writeFileSync(path('a.csv'), ['text,rating,occurredAt', ...rows, '很好,9,2026-03-01'].join('\n'));
  const outs = ['a.md', 'a.html', 'a.docx', 'a.xlsx'].flatMap((name) => ['--out', path(name)]);
  const temporary = path('tmp');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(temporary);
  const args = ['report', path('a.csv'), ...outs, '--language', 'en', '--title', 'March'];
  const { code, out, err } = await huiyin(args, { TMPDIR: temporary });
  expect([code, err]).toEqual([3, '1 rows rejected\n']);
  expect(JSON.parse(out)).toMatchObject({
    title: 'March',
    period: { from: '2026-03-10', to: '2026-03-29' },
    comments: 40,
  });
  expect(readFileSync(path('a.md'), 'utf8')).toMatch(/^# March/);
  expect(readFileSync(path('a.html'), 'utf8')).toContain('<title>March');
  for (const name of ['a.docx', 'a.xlsx']) expect(readFileSync(path(name)).subarray(0, 2).toString()).toBe('PK');
  expect(readdirSync(temporary).filter((name) => name.startsWith('huiyin'))).toEqual([]);
});

test('of a running service is kept there', { timeout: 120_000 }, async () => {
  const service = await startService(path('data'));
  try {
    const comments = Array.from({ length: 12 }, (_, i) => ({
      source: 's',
      text: `客服很好，第${i}次`,
      occurredAt: '2026-03-05',
    }));
    await service.call('POST', '/v1/comments?wait=true', { comments });
    const args = ['report', '--url', service.url, '--key', adminKey, '--period', '2026-03-01..2026-03-31'];
    const { code, out } = await huiyin([...args, '--out', path('b.md')]);
    expect(code).toBe(0);
    const { id, comments: told } = JSON.parse(out);
    expect(told).toBe(12);
    const { body } = await service.call('GET', `/v1/reports/${id}.md`);
    expect(readFileSync(path('b.md'), 'utf8')).toBe(body);
  } finally {
    await service.stop();
  }
});

test.each([
  [[]],
  [['--out', 'x.pdf']],
  [['--out', 'x.md', '--period', 'year']],
  [['--out', 'x.md', '--language', 'fr']],
  [['a.csv', 'b.csv', '--out', 'x.md']],
  [['a.csv', '--url', 'http://127.0.0.1:1', '--out', 'x.md']],
])('%j is refused', async (args) => {
  expect((await huiyin(['report', ...args, ...(args.includes('--url') ? [] : ['--key', 'k'])])).code).toBe(2);
});
