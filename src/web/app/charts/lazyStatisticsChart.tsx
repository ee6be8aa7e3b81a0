import { Skeleton } from 'antd';
import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react';
import { usePreferences } from '../preferences.ts';

const StatisticsChart = lazy(() => import('./statisticsChart.tsx'));

/** A chart of the statistics, whose code is fetched when the first one is shown. */
export function LazyStatisticsChart(props: Omit<ComponentProps<typeof StatisticsChart>, 'dark'>): ReactNode {
  const { dark } = usePreferences();
  return (
    <Suspense fallback={<Skeleton.Node active className="chart" />}>
      <StatisticsChart {...props} dark={dark} />
    </Suspense>
  );
}
