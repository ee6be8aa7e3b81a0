import { Skeleton } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { usePreferences } from '../preferences.ts';
import type { ChartProps } from './lazyChart.tsx';

const StatisticsChart = lazy(async () => {
  (await import('./statisticsParts.ts')).knowStatisticsParts();
  return import('./chart.tsx');
});

/** A chart that knows what the statistics draw; its code is fetched when the first one is shown. */
export function LazyStatisticsChart(props: ChartProps): ReactNode {
  const { dark } = usePreferences();
  return (
    <Suspense fallback={<Skeleton.Node active className="chart" />}>
      <StatisticsChart {...props} dark={dark} />
    </Suspense>
  );
}
