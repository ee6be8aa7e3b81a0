import type { ReactNode } from 'react';
import type { Share } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';

/** A share with its interval; a dash where it is not known. */
export function ShareFigure({ of, digits = 1 }: { of: Share | null; digits?: number }): ReactNode {
  const { t, number, percent } = useTexts();
  if (of === null) return '–';
  return (
    <span className="share" title={t('interval', { low: percent(of.low), high: percent(of.high), n: number(of.n) })}>
      {percent(of.value, digits)}{' '}
      <span className="quiet">
        {percent(of.low, digits)}–{percent(of.high, digits)}, n = {number(of.n)}
      </span>
    </span>
  );
}
