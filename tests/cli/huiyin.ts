import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/artefacts/paths.ts';

interface Ending {
  code: number;
  out: string;
  err: string;
}

/** Runs the compiled command line as a process of its own. */
export function huiyin(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ending> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env } };
    const child = execFile(process.execPath, [join(packageRoot, 'dist/cli.js'), ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin!.on('error', () => {});
    child.stdin!.end(input);
  });
}
