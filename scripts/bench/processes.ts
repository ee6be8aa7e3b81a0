/** CPU time of processes of this machine, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads of a process so far, in ms (clock ticks of 10 ms); 0 when it is gone. */
export function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/**
 * CPU time so far, in ms, of all processes whose command line passes. Call it now and then: `seen` keeps what each had used
 * when it was last there, so that those which end in between count too.
 */
export function cpuOfAll(passes: (title: string) => boolean, seen: Map<string, number>): number {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (passes(readFileSync(`/proc/${pid}/cmdline`, 'utf8')))
        seen.set(pid, Math.max(cpuMs(Number(pid)), seen.get(pid) ?? 0));
    } catch {
      // It ended while we looked.
    }
  }
  return [...seen.values()].reduce((sum, ms) => sum + ms, 0);
}

/** The local server's processes that work on a database. */
export function worksOn(databaseUrl: string): (title: string) => boolean {
  const name = ` ${new URL(databaseUrl).pathname.slice(1)} `;
  return (title) => title.startsWith('postgres:') && title.includes(name);
}

/** Busy CPU time of the whole machine so far, in ms, whoever used it. */
export function machineCpuMs(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) * 10;
}
