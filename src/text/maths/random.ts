/** A source of numbers in 0..1 (1 excluded), uniform. */
export type Random = () => number;

/** Mixes whole numbers to one of 32 bits (finaliser of MurmurHash3 after each); neighbours come out unlike each other. */
export function mixSeeds(...seeds: number[]): number {
  let hash = 0x9e3779b9;
  for (const seed of seeds) {
    hash = Math.imul(hash ^ seed ^ Math.floor(seed / 2 ** 32), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** Seeded generator sfc32 (Doty-Humphrey, PractRand): 128 bits of state, the same numbers for the same seed everywhere. */
export function createRandom(seed: number): Random {
  let a = mixSeeds(seed, 1);
  let b = mixSeeds(seed, 2);
  let c = mixSeeds(seed, 3);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => next() / 2 ** 32;
}

/** A whole number in 0..`below` − 1. */
export function randomBelow(random: Random, below: number): number {
  return Math.floor(random() * below);
}
