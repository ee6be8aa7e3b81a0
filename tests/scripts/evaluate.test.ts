import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { labelledSets } from '../fixtures/labelled.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'huiyin-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  for (const [set, rows] of Object.entries(labelledSets))
    writeFileSync(join(folder, `${set}.dev.jsonl.gz`), gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
  mkdirSync(join(folder, 'docs'));
  for (const file of ['README.md', 'docs/README.zh-CN.md'])
    writeFileSync(
      join(folder, file),
      'before\n<!-- figures: npm run evaluate -- --data DIR --write -->\nold\n<!-- /figures -->\nafter\n',
    );
});

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

describe('evaluate', () => {
  it('prints every set with its size, and keeps figures and errors', async () => {
    const json = join(folder, 'out.json');
    const args = [join(packageRoot, 'dist/cli.js'), 'evaluate', '--data', folder, '--json', json];
    const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH } });
    expect(stdout).toMatch(/^sentiment\tonline_shopping_10_cats\tn=64\taccuracy=1\tmacroF1=1\tauc=1$/m);
    expect(stdout).toMatch(/^sentiment\tuci_sentences\tn=2\t/m);
    expect(stdout).toMatch(/^ratings\tappstore_cn\tn=64\t/m);
    expect(stdout).toMatch(/^issues\tcx_gold_a\tn=2\t.*leafRecall=1/m);
    expect(stdout).toMatch(/^dining\tasap_sample\tn=1\t/m);
    const { conflict, laws, thresholds } = JSON.parse(readFileSync(json, 'utf8'));
    expect(conflict.online_shopping_10_cats.figures).toMatchObject({ n: 64, auc: 1 });
    expect(conflict.online_shopping_10_cats.errors.auc).toBe(0);
    expect(thresholds.default.figures.conflicts).toBe(2 * conflict.appstore_cn.figures.conflicts);
    expect(laws.analysis.figures).toMatchObject({
      wrongSpans: 0,
      differentOnRepeat: 0,
      differentAlone: 0,
      truncated: 0,
    });
  }, 60_000);

  it('writes the document and fills the tables of the READMEs, twice the same bytes', async () => {
    const leftOut = join(folder, 'left.json');
    const one = { figures: { n: 828, accuracy: 0.88, macroF1: 0.861, auc: 0.94 }, errors: { macroF1: 0.012 } };
    writeFileSync(leftOut, JSON.stringify({ chnsenticorp_htl: one }));
    const script = join(packageRoot, 'scripts/evaluate.ts');
    const args = ['--data', folder, '--write', '--date', '2026-03-01', '--left-out', leftOut];
    const write = () => run(join(packageRoot, 'node_modules/.bin/tsx'), [script, ...args], { cwd: folder });
    await write();
    const written = ['docs/quality.md', 'README.md', 'docs/README.zh-CN.md'].map(read);
    const [document, english, chinese] = written;
    expect(document).toContain('Measured on 2026-03-01 on the dev splits');
    expect(document).toMatch(/\| online_shopping_10_cats \| 64 \| 1\.000 ± 0\.000 \|.*\| 0\.940 \(11,788\) \|/);
    expect(document).toContain('| chnsenticorp_htl | 828 | 0.880 | 0.861 ± 0.012 | 0.940 | 0.825 (1,319) |');
    expect(document).toMatch(/\| sentiment \| \d+ \| [\d,]+ \| [\d,]+ \| \d+ \| all \|/);
    expect(english).toMatch(/^before\n<!-- figures.*\n\| what \|/);
    expect(english).toMatch(/\| sentiment \| shopping \| 64 \| macro-F1 \| 1\.000 ± 0\.000 \| 0\.940 \|/);
    expect(english.endsWith('<!-- /figures -->\nafter\n')).toBe(true);
    expect(chinese).toMatch(/\| 情感 \| 网购 \| 64 \| 宏平均 F1 \| 1\.000 ± 0\.000 \| 0\.940 \|/);
    // Sets that nobody has are not in the tables.
    expect(english).not.toContain('hotels');
    await write();
    expect(['docs/quality.md', 'README.md', 'docs/README.zh-CN.md'].map(read)).toEqual(written);
  }, 180_000);
});
