/** CPU milliseconds of this process during `work`, user and system. Other processes do not count. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Linear work takes twice as long for twice the text; the rest is room for a noisy clock. */
export const mostGrowth = 2.6;

/** No more tries once an offender has cost this much. */
const enoughMs = 3000;

/**
 * t(2n) and, when it is above the floor, t(2n) / t(n); else 0. An offender is measured again before it is believed: the
 * least of all tries counts, and the growth must go on up to 4n, as that of more than linear work does and the steps
 * of the garbage collector do not.
 */
export function growth(run: (units: number) => void, units: number, floorMs: number): { ms: number; ratio: number } {
  let large = cpuMs(() => run(2 * units));
  if (large <= floorMs) return { ms: large, ratio: 0 };
  let small = cpuMs(() => run(units));
  let spent = 0;
  for (let i = 0; i < 12 && spent < enoughMs && large > floorMs && (i < 1 || large > mostGrowth * small); i++) {
    const [l, s] = [cpuMs(() => run(2 * units)), cpuMs(() => run(units))];
    spent += l + s;
    large = Math.min(large, l);
    small = Math.min(small, s);
  }
  if (large <= floorMs) return { ms: large, ratio: 0 };
  const ratio = large / small;
  return { ms: large, ratio: ratio > mostGrowth ? Math.min(ratio, furtherGrowth(run, units, large)) : ratio };
}

/** t(4n) / t(2n), where t(2n) is known. */
function furtherGrowth(run: (units: number) => void, units: number, known: number): number {
  let larger = Number.POSITIVE_INFINITY;
  for (let i = 0, spent = 0; i < 6 && spent < enoughMs && larger > mostGrowth * known; i++) {
    const ms = cpuMs(() => run(4 * units));
    spent += ms;
    larger = Math.min(larger, ms);
  }
  return larger / known;
}
