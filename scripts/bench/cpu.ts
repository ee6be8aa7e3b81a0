export function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The least of some rounds, after one that does not count: what else the machine does only adds. */
export function leastCpuSeconds(rounds: number, run: () => void): number {
  run();
  return Math.min(...Array.from({ length: rounds }, () => cpuSeconds(run)));
}
