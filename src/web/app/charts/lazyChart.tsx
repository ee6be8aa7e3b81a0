import { Skeleton } from 'antd';
import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react';
import { usePreferences } from '../preferences.ts';

const Chart = lazy(() => import('./chart.tsx'));

export type ChartProps = Omit<ComponentProps<typeof Chart>, 'dark'>;

/** A chart whose code is fetched when the first one is shown. */
export function LazyChart(props: ChartProps): ReactNode {
  const { dark } = usePreferences();
  return (
    <Suspense fallback={<Skeleton.Node active className="chart" />}>
      <Chart {...props} dark={dark} />
    </Suspense>
  );
}
