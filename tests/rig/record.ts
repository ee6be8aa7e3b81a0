import { appendFileSync } from 'node:fs';

/** One figure of a bar, as a test measured it. */
export interface Figure {
  id: string;
  value: string;
  /** What was run, such as `25 kills`. */
  size?: string;
  seed?: number;
}

/** Prints the figure of a bar; when `npm run reliability` runs the test, it also goes to docs/reliability.md. */
export function record(id: string, value: string, more: { size?: string; seed?: number } = {}): void {
  console.info(`${id}: ${value}`);
  const file = process.env.RELIABILITY_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ id, value, ...more } satisfies Figure)}\n`);
}
