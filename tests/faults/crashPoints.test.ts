import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { keep } from '../../src/feedback/kept.ts';
import { analyseForTest, comment } from '../contracts/support.ts';
import { record } from '../rig/record.ts';
import { temporaryFolder } from '../rig/service.ts';
import { type DatabaseState, differences, stateOf } from './databaseState.ts';

const seeds = Number(process.env.FAULT_SEEDS ?? 1);
/** The last operation is an import, which is many: a crash within it may leave any of its steps. */
const lastSingle = 15;
const rowsOfImport = 1200;

const fixture = (name: string): string => join(packageRoot, 'tests/fixtures', name);
const preloads = ['commitFaults.cjs', 'seededRandom.cjs'].flatMap((name) => ['--require', fixture(name)]);

interface Run {
  code: number | null;
  /** The operation that had begun last, -1 before the first, and whether it was answered. */
  operation: number;
  answered: boolean;
}

/**
 * D2: the process dies at each durable operation in turn, until a run comes to its end. What is found then is what was
 * there before the operation or after it. A state after operation k is that before k + 1, so all points are seen.
 */
describe(`D2: crash points, ${seeds} seeds`, () => {
  const folder = temporaryFolder('crash');
  const outcomes = join(folder.path, 'outcomes.json');
  beforeAll(() => {
    const texts = ['+a -late !', '-rude ?', '+kind', 'plain words'];
    const analyses = texts.map((one) => [
      one,
      keep(analyseForTest({ id: 'x', comment: comment(one), taxonomy: 'cx' })),
    ]);
    writeFileSync(outcomes, JSON.stringify({ outcomes: Object.fromEntries(analyses) }));
  });
  afterAll(() => folder.remove());

  async function run(dir: string, seed: number, env: Record<string, string>): Promise<Run> {
    const child = spawn(process.execPath, [...preloads, fixture('crashScenario.mjs'), dir], {
      env: { PATH: process.env.PATH, RANDOM_SEED: String(seed), CRASH_OUTCOMES: outcomes, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const last = output.trim().split('\n').at(-1)!.split(' ');
    return { code, operation: Number(last[1] ?? -1), answered: last[0] === 'done' };
  }

  function fresh(name: string): string {
    const dir = join(folder.path, name);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    return dir;
  }

  const stateIn = (dir: string, root = dir): DatabaseState => stateOf(join(dir, 'huiyin.db'), [root]);

  /** The states after each operation of a run that nothing disturbs. */
  async function statesOf(seed: number): Promise<DatabaseState[]> {
    const dir = fresh('whole');
    const { code, operation } = await run(dir, seed, { SNAPSHOTS: '1' });
    expect([code, operation]).toEqual([0, lastSingle + 1]);
    return Array.from({ length: operation + 1 }, (_, n) => stateIn(join(dir, String(n)), dir));
  }

  /** What is wrong after a crash at this point; null when the run came to its end before it. */
  async function crash(seed: number, states: DatabaseState[], point: number, env: Record<string, string> = {}) {
    const dir = fresh('crash');
    const fault = { COMMIT_FAULT: `after:${point}`, FAULT_ARMED: join(dir, 'armed') };
    const { code, operation, answered } = await run(dir, seed, { ...fault, ...env });
    if (code === 0) return null;
    const found = stateIn(dir);
    if (operation > lastSingle) return afterImport(dir, seed, found, states);
    if (operation < 1) return [];
    const [after, before] = [differences(found, states[operation]!), differences(found, states[operation - 1]!)];
    if (after.length === 0 || (before.length === 0 && !answered)) return [];
    return [`operation ${operation}, point ${point}: ${after.join('; ')}`];
  }

  /** Rows and the count of them are one at every step, and the next start brings the import to its end. */
  async function afterImport(dir: string, seed: number, found: DatabaseState, states: DatabaseState[]) {
    const balance = (state: DatabaseState): [counted: number, stored: number] => {
      const jobs = (state.job ?? []).map((row) => JSON.parse(row));
      return [jobs[0]?.done ?? 0, state.comment!.length - states[lastSingle]!.comment!.length];
    };
    const [counted, stored] = balance(found);
    const env = { RESUME: '1', WORKSPACE: JSON.parse(found.workspace![0]!).id };
    const { code } = await run(dir, seed + 1000, env);
    const whole = balance(stateIn(dir));
    if (code === 0 && counted === stored && whole.every((count) => count === rowsOfImport)) return [];
    return [`import: ${counted} counted, ${stored} stored; taken up again ${code}: ${whole.join(', ')}`];
  }

  it('leaves what was before or what came after, never between', { timeout: 1_200_000 }, async () => {
    let points = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const states = await statesOf(seed);
      for (let point = 1; ; point++) {
        const found = await crash(seed, states, point);
        if (found === null) break;
        expect(found).toEqual([]);
        points++;
      }
    }
    expect(points).toBeGreaterThan(lastSingle * seeds);
    record('D2', `0 of ${points} crash points left something between`, { size: `${points} points, ${seeds} seeds` });
  });

  it('control: without transactions it is found out', { timeout: 600_000 }, async () => {
    const states = await statesOf(1);
    let found: string[] | null = [];
    for (let point = 2; found?.length === 0; point += 3)
      found = await crash(1, states, point, { COMMIT_APART: '1' }).catch((error) => [String(error)]);
    expect(found).not.toBeNull();
    expect(found!.length).toBeGreaterThan(0);
  });
});
