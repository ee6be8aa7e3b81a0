import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-topics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the compiled command line as a process of its own. */
function topics(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(packageRoot, 'dist/cli.js'), 'topics', ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const themes = [
  ['快递很慢', '配送及时', '包装破损', '物流停了', '签收了', '送货上门', '仓库发错', '运费贵'],
  ['电池耗电', '屏幕清晰', '手机发热', '系统流畅', '充电慢', '信号差', '拍照模糊', '音量小'],
];
/** Four phrases of one theme a comment. */
const lines = Array.from({ length: 120 }, (_, i) => {
  const phrases = themes[i % 2];
  const text = [0, 1, 2, 3].map((n) => phrases[(i * (n + 1) + n * n) % phrases.length]).join('，');
  return JSON.stringify({ externalId: `c${i}`, source: 'test', text, rating: 1 + (i % 5) });
});
const file = join(folder, 'comments.ndjson');
writeFileSync(file, lines.join('\n'));

describe('huiyin topics', () => {
  test('finds topics, writes the page and every comment’s topic, the same for the same seed', async () => {
    const [page, json, again] = ['page.html', 'a.json', 'b.json'].map((name) => join(folder, name));
    const first = await topics(file, '--k', '2', '--seed', '3', '--out', page, '--json', json);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('k = 2');
    expect(readFileSync(page, 'utf8')).toContain('评论主题');
    const answer = JSON.parse(readFileSync(json, 'utf8'));
    expect(answer.assignments.length).toBe(120);
    const ofTheme = [0, 1].map(
      (theme) => new Set(answer.assignments.filter((_: any, i: number) => i % 2 === theme).map((a: any) => a.topic)),
    );
    expect(ofTheme.map((found) => found.size)).toEqual([1, 1]);
    expect(ofTheme[0]).not.toEqual(ofTheme[1]);
    await topics(file, '--k', '2', '--seed', '3', '--json', again);
    expect(readFileSync(again)).toEqual(readFileSync(json));
  }, 60_000);

  test('takes k-means and auto, and refuses what cannot be', async () => {
    expect((await topics(file, '--algorithm', 'kmeans')).code).toBe(0);
    expect(await topics(file, '--k', '500')).toMatchObject({ code: 1, err: expect.stringContaining('1 to 200') });
    const nouns = join(folder, 'nouns.json');
    expect((await topics(file, '--k', '2', '--words', 'noun', '--json', nouns)).code).toBe(0);
    const terms = JSON.parse(readFileSync(nouns, 'utf8')).topics.flatMap(({ words }: any) =>
      words.map((w: any) => w.term),
    );
    expect(terms.join()).toContain('包装');
    expect(terms.join()).not.toContain('清晰');
    expect(await topics(file, '--words', 'nouns')).toMatchObject({
      code: 2,
      err: expect.stringContaining('noun,verb'),
    });
  }, 60_000);

  test.each<[string, string[], string[], number, string]>([
    ['one comment', [lines[0]], ['--k', '1'], 1, 'no words are left'],
    ['one comment, by coherence', [lines[0]], [], 1, 'no words are left'],
    ['more topics than comments', [lines[0]], ['--k', '3'], 1, 'more topics than comments'],
    [
      'one text over and over',
      Array(30).fill(JSON.stringify({ text: '快递很慢' })),
      ['--k', '2'],
      1,
      'no words are left',
    ],
    ['stop words alone', Array(30).fill(JSON.stringify({ text: '的，了！' })), ['--k', '2'], 1, 'no words are left'],
    ['nothing', [], ['--k', '2'], 1, 'empty'],
    ['no topic', lines, ['--k', '0'], 1, '1 to 200'],
    ['half a topic', lines, ['--k', '2.5'], 2, 'whole number'],
    ['an unknown algorithm', lines, ['--algorithm', 'nmf'], 2, 'lda or kmeans'],
    ['one topic', lines, ['--k', '1'], 0, ''],
  ])(
    '%s',
    async (name, content, args, code, said) => {
      const bad = join(folder, `${name}.ndjson`);
      writeFileSync(bad, content.join('\n'));
      expect(await topics(bad, ...args)).toMatchObject({ code, err: expect.stringContaining(said) });
    },
    60_000,
  );
});
