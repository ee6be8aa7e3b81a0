import { xorshift } from '../../text/classify/linear.ts';
import { bootstrapErrors } from '../../text/maths/bootstrap.ts';
import type { Evaluation } from '../dataSets.ts';

export type Figures = Record<string, number>;

/** What was measured on one data set: counts and rates, and the standard errors of the rates. */
export interface Measured {
  figures: Figures;
  errors: Figures;
}

/** By data set. Sets that the folder does not hold are not in it. */
export type Results = Record<string, Measured>;
export type Suite = (evaluation: Evaluation) => Promise<Results>;

const seed = 1;

/** The rates of `n` rows with their errors; `counts` come first and have none. */
export function measured(n: number, ratesOf: (rows: number[]) => Figures, counts: Figures = { n }): Measured {
  const rates = ratesOf(Array.from({ length: n }, (_, i) => i));
  return { figures: { ...counts, ...rates }, errors: bootstrapErrors(n, ratesOf, xorshift(seed)) };
}
