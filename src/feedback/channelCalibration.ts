/**
 * How the customers of one channel rate beside what they write. Where people grumble and still give four stars, or praise
 * and give three, the text's log-odds are moved by one number before they meet the rating. It is fitted to the channel's
 * own ratings, without any review: nearly all ratings fit their texts.
 */
import type { ChannelCalibration } from './analysis.ts';
import { isClear, isSided } from './invertedScales.ts';

/** A rating beside the score of its text, both −1..1. */
export interface ChannelReading {
  rating: number;
  score: number;
}

/** Ratings of either side that it takes: of one side alone nothing can be learned, whatever their number. */
const fewestOfASide = 20;
const fewest = 100;
/** Share of ratings that contradict their texts; with it no single one can pull far. */
const mistaken = 0.05;
/** Curvature of the normal prior around 0, in comments whose text says nothing. */
const priorComments = 20;
/** Beyond this the channel is odd rather than lenient, and the offset would hide what should be looked at. */
const largest = 1;
/** A channel whose clear pairs contradict each other this often has another fault (a scale that is upside down). */
const tooContrary = 0.25;
const steps = 50;

/**
 * The offset a that maximises Σ log(ε + (1 − 2ε) · σ(y · (s + a))) − (k/8) · a² over the sided ratings, y = ±1 the side of the
 * rating and s the log-odds of its text, by Fisher scoring; held to −1..1. Null below 100 sided ratings, below 20 of either
 * side, and where rating and text contradict each other too often.
 */
export function calibrateChannel(readings: readonly ChannelReading[]): ChannelCalibration | null {
  const sided = readings.filter(({ rating }) => isSided(rating));
  const high = sided.filter(({ rating }) => rating > 0).length;
  if (sided.length < fewest || Math.min(high, sided.length - high) < fewestOfASide) return null;
  const clear = sided.filter(({ rating, score }) => isClear(rating, score));
  const contrary = clear.filter(({ rating, score }) => rating * score < 0).length;
  if (contrary > tooContrary * clear.length) return null;
  const pairs = sided.map(({ rating, score }) => ({ side: Math.sign(rating), sum: logOddsOf(score) }));
  let offset = 0;
  for (let step = 0; step < steps; step++) {
    const change = scoringStep(pairs, offset);
    offset = Math.max(-largest, Math.min(largest, offset + change));
    if (Math.abs(change) < 1e-9) break;
  }
  return { offset: Math.round(offset * 1e4) / 1e4, comments: sided.length };
}

/** Gradient over Fisher information, at most one unit far. */
function scoringStep(pairs: { side: number; sum: number }[], offset: number): number {
  const pull = priorComments / 4;
  let gradient = -pull * offset;
  let information = pull;
  for (const { side, sum } of pairs) {
    const p = 1 / (1 + Math.exp(-side * (sum + offset)));
    const likelihood = mistaken + (1 - 2 * mistaken) * p;
    const slope = (1 - 2 * mistaken) * p * (1 - p);
    gradient += (side * slope) / likelihood;
    information += (slope * slope) / (likelihood * (1 - likelihood));
  }
  return Math.max(-1, Math.min(1, gradient / information));
}

/** The inverse of score = tanh(sum / 2), finite at the ends. */
function logOddsOf(score: number): number {
  return 2 * Math.atanh(Math.max(-0.999999, Math.min(0.999999, score)));
}
