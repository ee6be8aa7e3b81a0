export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Done, but some rows were rejected. */
  partly: 3,
} as const;

/** The command line itself is wrong. */
export class UsageError extends Error {}
