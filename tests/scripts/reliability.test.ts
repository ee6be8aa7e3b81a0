import { describe, expect, it } from 'vitest';
import { documentOf, type TestResult, verdictOn } from '../../scripts/reliability/document.ts';
import { bars, filesOfBars, readTitle } from '../faults/bars.ts';

describe('the register of bars', () => {
  const named = [...filesOfBars().values()].flatMap((ids) => [...ids]);

  it('has 43 bars, each once', () => {
    expect(new Set(bars.map(({ id }) => id)).size).toBe(43);
    expect(bars).toHaveLength(43);
  });

  it('has a test for each bar, but for those that are planned', () => {
    expect(bars.filter(({ id, planned }) => !planned && !named.includes(id))).toEqual([]);
  });

  it('knows every bar that a title begins with', () => {
    expect(named.filter((id) => !bars.some((bar) => bar.id === id))).toEqual([]);
  });

  it.each([
    ['D1: kills', ['D1'], false],
    ['A1 A3 control: no wall', ['A1', 'A3'], true],
    ['control: lies', [], true],
    ['D10, L8: both', ['D10', 'L8'], false],
    ['what D1 is about', [], false],
  ])('reads the title %s', (title, ids, control) => {
    expect(readTitle(title)).toEqual({ ids, control });
  });
});

describe('the verdict on a bar', () => {
  const bar = { ...bars[0]!, missing: undefined };
  const result = (title: string, status = 'passed', ancestorTitles = ['D1: kills']): TestResult => ({
    ancestorTitles,
    title,
    status,
  });
  const figures = [
    { id: 'D1', value: '0 of 9', seed: 7 },
    { id: 'D11', value: 'other' },
  ];

  it('is ok when all hold and the control is noticed', () => {
    const results = [result('loses nothing'), result('control: late'), result('x', 'failed', ['D11: y'])];
    expect(verdictOn(bar, results, figures)).toEqual({ value: '0 of 9', short: null, control: 'ok', seed: 7 });
  });

  it.each([
    ['nothing ran', [], 'no test', 'none'],
    ['a test fails', [result('a', 'failed')], 'failed: a', 'none'],
    ['a test was skipped', [result('a', 'skipped'), result('D1 control: b')], 'skipped: a', 'ok'],
    ['the control does not fail', [result('a'), result('control: b', 'failed')], null, 'does not fail'],
  ])('%s', (_, results, short, control) => {
    expect(verdictOn(bar, results, [])).toMatchObject({ short, control });
  });

  it('takes what one database skips from the other', () => {
    const results = [result('a'), result('a', 'skipped'), result('control: b', 'skipped'), result('control: b')];
    expect(verdictOn(bar, results, [])).toMatchObject({ value: '1 tests', short: null, control: 'ok' });
  });

  it('falls short by a figure that does', () => {
    const slow = { id: 'D1', value: 'p99 9.9, bar <= 2: falls short' };
    expect(verdictOn(bar, [result('a')], [...figures, slow]).short).toBe(slow.value);
  });

  it('says what is missing', () => {
    expect(verdictOn({ ...bar, missing: 'half' }, [result('a')], []).short).toBe('not shown: half');
  });

  it('is told in the document', () => {
    const found = {
      value: '0 | 1',
      short: null,
      control: 'ok' as const,
      size: '25 kills',
      at: '2026-01-01',
      machine: 'm',
    };
    const page = documentOf(bars, { D1: found, D3: { ...found, control: 'none' } });
    expect(page).toContain('1 of 43 bars hold');
    expect(page).toMatch(/\| D1 \|.*\| 0 \\\| 1 \| ok \| ok: .*25 kills, 2026-01-01 \|/);
    expect(page).toMatch(/\| D3 \|.*falls short\*\*: no control that fails/);
    expect(documentOf([{ ...bar, planned: true }], {})).toMatch(/\| D1 \|.*falls short\*\*: no test/);
  });
});
