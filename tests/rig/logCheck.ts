/**
 * Bar P2 for a whole run of tests: what the services and applications of the run have logged is read when it has ended, and
 * the run fails when any line holds what it must not. In vitest.config.ts; so every run checks, however small. Services under
 * load (`quietLevel`) log no requests; what commands say to who has typed them is no log and not kept.
 */
import { appendFileSync, createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsIn } from './logRules.ts';
import { logsVariable } from './logs.ts';

/** What was read, and the first of what was found. */
export interface LogCheck {
  logs: number;
  lines: number;
  bytes: number;
  faulty: number;
  shown: string[];
}

const mostShown = 20;
const longestShown = 400;

export default function keepLogs(): (() => Promise<void>) | undefined {
  // Each project of vitest.config.ts asks again.
  if (process.env[logsVariable] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'huiyin-logs-'));
  process.env[logsVariable] = folder;
  return async () => {
    // Vitest takes no notice of what is thrown here, and ends the process when it takes long.
    const { exitCode } = process;
    process.exitCode = 1;
    const check = await checkLogs(folder);
    if (process.env.RELIABILITY_LOGS) appendFileSync(process.env.RELIABILITY_LOGS, `${JSON.stringify(check)}\n`);
    if (check.logs > 0) console.info(`P2: ${tell(check)}`);
    if (check.faulty > 0) throw new Error(`${tell(check)}, kept in ${folder}:\n${check.shown.join('\n')}`);
    process.exitCode = exitCode;
    rmSync(folder, { recursive: true });
  };
}

/** As a figure of the bar. */
export function tell({ logs, lines, faulty }: Pick<LogCheck, 'logs' | 'lines' | 'faulty'>): string {
  const [found, all, of] = [faulty, lines, logs].map((count) => count.toLocaleString('en'));
  return `${found} of ${all} lines in the logs of ${of} processes hold a text, a person or a secret`;
}

/** Reads all logs of a folder, a piece at a time. */
export async function checkLogs(folder: string): Promise<LogCheck> {
  const check: LogCheck = { logs: 0, lines: 0, bytes: 0, faulty: 0, shown: [] };
  for (const name of readdirSync(folder).sort()) {
    const stream = name.endsWith('.err') ? 'err' : 'out';
    if (stream === 'out') check.logs++;
    for await (const [line, whole] of linesOf(join(folder, name))) {
      check.lines++;
      check.bytes += Buffer.byteLength(line) + 1;
      // Who is killed may leave half a line, which has no form.
      const faults = faultsIn(line, whole ? stream : 'err');
      if (faults.length === 0) continue;
      check.faulty++;
      if (check.shown.length < mostShown) check.shown.push(`${name}: ${faults.join(', ')}: ${shown(line)}`);
    }
  }
  return check;
}

const shown = (line: string): string => JSON.stringify(line.slice(0, longestShown));

/** Each line, and whether it has its end. Parted at LF alone: a CR within a line is seen. */
async function* linesOf(file: string): AsyncGenerator<[line: string, whole: boolean]> {
  let rest = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield [line, true];
  }
  if (rest !== '') yield [rest, false];
}
