import { excludedByDefault, type QualityFlag } from './quality/flags.ts';
import type { EffortDirection } from './scores.ts';

/** A step of the customer's journey, and the leaves (or inner nodes) that tell of it. */
export interface JourneyStage {
  id: string;
  name: string;
  labels: string[];
}

/** What a workspace says about its own statistics. */
export interface StatisticsSettings {
  /** Figures of fewer ratings or comments are masked; 1: none is. */
  minimumSample: number;
  /** The sub-score that asks for effort, and which end of its scale is the easy one; null: none does. */
  effort: { dimension: string; direction: EffortDirection } | null;
  /** Sub-scores that an answer should have; empty: those that at least half of the answers of its source have. */
  dimensions: string[];
  /** Keys of the metadata with the outlet, the device, the seconds an answer took, and the amount that was spent. */
  keys: { outlet: string; device: string; duration: string; amount: string };
  /** Quality flags whose comments `quality=without` leaves out, from the next scan on. */
  excludedFlags: QualityFlag[];
  stages: JourneyStage[];
  /** Of recency, frequency, amount and satisfaction in the value of a customer. */
  weights: { recency: number; frequency: number; amount: number; satisfaction: number };
  /** Days since the last comment: who is newer than `new` is new, silent from `silent` on, lost from `lost` on. */
  lifeCycle: { new: number; silent: number; lost: number };
  /** What it costs to improve a leaf, in any unit that all leaves share; 1 where nothing is said. */
  efforts: Record<string, number>;
  /** What a point of the ten-point index (0..100) is worth, in the same unit. */
  valuePerPoint: number;
  /** What an improvement must give for its effort to be worthwhile. */
  roiThreshold: number;
}

export const defaultStatisticsSettings: StatisticsSettings = {
  minimumSample: 5,
  effort: null,
  dimensions: [],
  keys: { outlet: 'outlet', device: 'device', duration: 'duration', amount: 'amount' },
  excludedFlags: [...excludedByDefault],
  stages: [],
  weights: { recency: 0.25, frequency: 0.25, amount: 0.25, satisfaction: 0.25 },
  lifeCycle: { new: 30, silent: 90, lost: 180 },
  efforts: {},
  valuePerPoint: 1,
  roiThreshold: 2,
};
