import { type Bar, readTitle } from '../../tests/faults/bars.ts';
import type { Figure } from '../../tests/rig/record.ts';

/** A test as the JSON report of vitest tells it. */
export interface TestResult {
  ancestorTitles: string[];
  title: string;
  status: string;
}

export interface Verdict {
  value: string;
  /** Why the bar falls short; null: it holds. */
  short: string | null;
  control: 'ok' | 'does not fail' | 'none';
  seed?: number;
}

export interface Measured extends Verdict {
  size: string;
  /** Day. */
  at: string;
  machine: string;
}

/** What the tests of a bar say about it. A control is a test that passes when what it breaks is noticed. */
export function verdictOn(bar: Bar, results: readonly TestResult[], figures: readonly Figure[]): Verdict {
  const all = results.filter((one) => isOf(bar, one));
  // What one database has no use for was run on the other one.
  const own = all.filter(
    (one) => one.status !== 'skipped' || !all.some((other) => passed(other) && isTwin(one, other)),
  );
  const [controls, tests] = [own.filter(isControl), own.filter((one) => !isControl(one))];
  const told = figures.filter(({ id }) => id === bar.id);
  const seed = told.find((figure) => figure.seed !== undefined)?.seed;
  return {
    value: told.map(({ value }) => value).join('; ') || (tests.length > 0 ? `${tests.length} tests` : '–'),
    short: shortfall(bar, tests, told),
    control: controls.length === 0 ? 'none' : controls.every(passed) ? 'ok' : 'does not fail',
    ...(seed !== undefined && { seed }),
  };
}

const titles = ({ ancestorTitles, title }: TestResult) => [...ancestorTitles, title].map(readTitle);
const isOf = ({ id }: Bar, test: TestResult): boolean => titles(test).some(({ ids }) => ids.includes(id));
const isControl = (test: TestResult): boolean => titles(test).some(({ control }) => control);
const isTwin = (one: TestResult, other: TestResult): boolean => titlePath(one) === titlePath(other);
const titlePath = ({ ancestorTitles, title }: TestResult): string => JSON.stringify([...ancestorTitles, title]);
const passed = ({ status }: TestResult): boolean => status === 'passed';

export function hasTest(bar: Bar, results: readonly TestResult[]): boolean {
  return results.some((one) => isOf(bar, one));
}

function shortfall(bar: Bar, tests: readonly TestResult[], told: readonly Figure[]): string | null {
  if (tests.length === 0) return 'no test';
  const failed = tests.filter((test) => !passed(test));
  if (failed.length > 0) return failed.map(({ title, status }) => `${status}: ${title}`).join('; ');
  // Where others share the machine, figures of time are told and not insisted on.
  const short = told.filter(({ value }) => value.includes('falls short'));
  if (short.length > 0) return short.map(({ value }) => value).join('; ');
  return bar.missing ? `not shown: ${bar.missing}` : null;
}

/** docs/reliability.md. */
export function documentOf(bars: readonly Bar[], measured: Readonly<Record<string, Measured>>): string {
  const rows = bars.map((bar) => rowOf(bar, measured[bar.id]));
  const holding = bars.filter(({ id }) => measured[id]?.short === null && measured[id].control === 'ok').length;
  return `# Reliability and security, as measured

This page is written by \`npm run reliability\`. Each bar has an ID, which its tests bear in their titles; the register is
\`tests/faults/bars.ts\`. A bar holds when its tests pass and its control, which is built to fail, is seen to fail. None in so
many tries proves less than 3 in that number (95 %). \`npm run reliability -- --only D1 --size release\` measures one bar anew.

${holding} of ${bars.length} bars hold with their control.

| ID | Bar | Value | Verdict | Control | Size, day |
|---|---|---|---|---|---|
${rows.join('\n')}

${machines(measured)}
`;
}

function rowOf(bar: Bar, found: Measured | undefined): string {
  const { id } = bar;
  const control = { ok: 'ok', 'does not fail': '**does not fail**', none: '**none**' }[found?.control ?? 'none'];
  if (!found) {
    const why = bar.planned ? 'no test' : 'not run yet';
    return rowFrom([id, bar.bar, '–', `**falls short**: ${why}`, `${control}: ${bar.control}`, '–']);
  }
  const short = found.short ?? (found.control === 'ok' ? null : 'no control that fails');
  const seed = found.seed === undefined ? '' : `, seed ${found.seed}`;
  return rowFrom([
    id,
    bar.bar,
    found.value,
    short === null ? 'ok' : `**falls short**: ${short}`,
    `${control}: ${bar.control}`,
    `${found.size}${seed}, ${found.at}`,
  ]);
}

function rowFrom(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
}

function machines(measured: Readonly<Record<string, Measured>>): string {
  const all = new Set(Object.values(measured).map(({ machine }) => machine));
  return `Measured on: ${[...all].join('; ') || 'nothing yet'}. Other programs ran beside it: times are those of the CPU, or ratios.`;
}
