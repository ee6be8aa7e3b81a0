import { RadarChart, SankeyChart } from 'echarts/charts';
import { MarkAreaComponent, RadarComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';

/** Makes radars, flows and areas known to charts, and keeps their labels apart. */
export function knowStatisticsParts(): void {
  use([RadarChart, SankeyChart, RadarComponent, MarkAreaComponent, LabelLayout]);
}
