/**
 * What is logged in a run of tests is kept in a folder until the run has ended, when `logCheck.ts` reads it. Services write
 * there themselves, so that one that is killed leaves what it wrote, and a test that is busy holds nobody up.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder in the environment of a run; no setting of the service, which refuses those that it does not know. */
export const logsVariable = 'LOGS_OF_TESTS';
const started = process.env[logsVariable];
/** What is logged during a run; scripts that start services have nobody who reads their logs. */
export const loggedLevel = started === undefined ? 'error' : 'info';

/** For services under load: of each request a line would be some 100 MB, and the line has its part in the time. */
export const quietLevel = started === undefined ? 'error' : 'warn';

let own: string | null = null;
function folder(): string {
  if (started !== undefined) return started;
  if (own === null) {
    const made = mkdtempSync(join(tmpdir(), 'huiyin-logs-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  return own;
}

let count = 0;
const newPath = (): string => join(folder(), `${process.pid}-${count++}`);

/** Standard output and error of a process, for `spawn`. */
export interface ProcessLog {
  out: number;
  err: number;
  /** The process has its own descriptors by now. */
  handedOver(): void;
  /** What it has written, without the middle of what is long. */
  text(): string;
}

export function openProcessLog(): ProcessLog {
  const path = newPath();
  const files = [`${path}.out`, `${path}.err`];
  const [out, err] = files.map((file) => openSync(file, 'a')) as [number, number];
  return {
    out,
    err,
    handedOver() {
      closeSync(out);
      closeSync(err);
    },
    text: () => files.map(endsOf).join(''),
  };
}

const endBytes = 1 << 16;
function endsOf(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.length <= 2 * endBytes) return bytes.toString();
  return `${bytes.subarray(0, endBytes)}\n…\n${bytes.subarray(-endBytes)}`;
}

let inProcess: number | null = null;
/** Keeps a line of an application in this process, at once: a stream would lose the last ones when the process is ended. */
export function keepLine(line: string): void {
  if (started === undefined) return;
  inProcess ??= openSync(`${newPath()}.out`, 'a');
  writeSync(inProcess, line);
}
