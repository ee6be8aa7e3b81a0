/** A number of bytes that requests may hold in memory together. */
export interface Budget {
  /** False when that would be more than there is; then nothing is taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createBudget(total: number): Budget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > total) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
