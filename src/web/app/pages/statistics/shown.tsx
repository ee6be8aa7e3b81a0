import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { Share } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Opened, type Opens } from '../../parts/links.tsx';

/** In the place of a figure that too few answers stand behind. */
export function TooFew(): ReactNode {
  const { t } = useTexts();
  return (
    <Tag title={t('tooFewNote')} className="too-few">
      {t('tooFew')}
    </Tag>
  );
}

interface Estimated {
  value: number;
  low: number;
  high: number;
  n?: number;
}

/** A figure with its 95 % interval below. */
export function Interval({
  of,
  show,
  by = null,
}: {
  of: Estimated | null;
  show: (value: number) => string;
  by?: Opens;
}): ReactNode {
  const { t, number } = useTexts();
  if (of === null) return '–';
  const [low, high] = [show(of.low), show(of.high)];
  const title = of.n === undefined ? t('intervalOnly', { low, high }) : t('interval', { low, high, n: number(of.n) });
  return (
    <span className="share-below" title={title}>
      <Opened by={by}>{show(of.value)}</Opened>
      <small>
        {low} – {high}
      </small>
    </span>
  );
}

/** A share of a hundred. */
export function ShareInterval({ of, by = null }: { of: Share | null; by?: Opens }): ReactNode {
  const { percent } = useTexts();
  return <Interval of={of} by={by} show={(value) => percent(value)} />;
}

/** A figure on 0..100 or −100..100. */
export function PointInterval({
  of,
  by = null,
  digits = 1,
}: {
  of: Estimated | null;
  by?: Opens;
  digits?: number;
}): ReactNode {
  const { number } = useTexts();
  return <Interval of={of} by={by} show={(value) => number(value, digits)} />;
}

/** q as it is usually written. */
export function useQ(): (q: number) => string {
  const { number } = useTexts();
  return (q) => (q < 0.001 ? '< 0.001' : number(q, 3));
}
