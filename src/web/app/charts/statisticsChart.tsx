import { RadarChart, SankeyChart } from 'echarts/charts';
import { RadarComponent } from 'echarts/components';
import { use } from 'echarts/core';
import type { ComponentProps, ReactNode } from 'react';
import Chart from './chart.tsx';

use([RadarChart, SankeyChart, RadarComponent]);

/** A chart that also knows radars and flows; a chunk of its own. */
export default function StatisticsChart(props: ComponentProps<typeof Chart>): ReactNode {
  return <Chart {...props} />;
}
