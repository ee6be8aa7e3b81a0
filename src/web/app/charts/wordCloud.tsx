import 'echarts-wordcloud';
import type { ComponentProps, ReactNode } from 'react';
import Chart from './chart.tsx';

/** A chart that knows series of the type `wordCloud`; a chunk of its own. */
export default function WordCloudChart(props: ComponentProps<typeof Chart>): ReactNode {
  return <Chart {...props} />;
}
