import type { ReactNode } from 'react';
import { type TextKey, useTexts } from '../../i18n/texts.ts';

/** From which polarity on a word is called good or bad. */
const clear = 0.15;

export type Side = 'negative' | 'neutral' | 'positive';
export const sides: Side[] = ['negative', 'neutral', 'positive'];

export const sideOf = (polarity: number): Side =>
  polarity > clear ? 'positive' : polarity < -clear ? 'negative' : 'neutral';

/** Dark enough on white, light enough on black, and apart for the colour-blind: orange, grey, blue. */
export const sideColours: Record<'light' | 'dark', Record<Side, string>> = {
  light: { negative: '#b3400f', neutral: '#5d636c', positive: '#14609f' },
  dark: { negative: '#f0955a', neutral: '#a5abb3', positive: '#6db0e6' },
};

/** Polarity in words and as a number; the colour only repeats it. */
export function Polarity({ value, dark }: { value: number; dark: boolean }): ReactNode {
  const { t, number } = useTexts();
  const side = sideOf(value);
  // Neither -0 nor +0.
  const shown = Math.round(100 * value) / 100 || 0;
  return (
    <span className="whole">
      <i className="dot" aria-hidden style={{ background: sideColours[dark ? 'dark' : 'light'][side] }} />
      {t(side satisfies TextKey)} {shown > 0 ? '+' : ''}
      {number(shown, 2)}
    </span>
  );
}
