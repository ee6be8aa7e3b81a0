import { BarChart, LineChart, ScatterChart, TreemapChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ReactNode, useEffect, useRef } from 'react';

use([
  BarChart,
  LineChart,
  ScatterChart,
  TreemapChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

/** A chart, described for screen readers by `label`; `onSelect` hears which data point of which series was chosen. */
export default function Chart({
  option,
  label,
  dark,
  onSelect,
}: {
  option: EChartsCoreOption;
  label: string;
  dark: boolean;
  /** `edge` is true for the flows of a Sankey diagram. */
  onSelect?: (series: number, point: number, edge: boolean) => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;

  useEffect(() => {
    const chart = init(place.current, dark ? 'dark' : undefined);
    // Tooltips are drawn, since the security policy lets no markup carry styles.
    chart.setOption({ backgroundColor: 'transparent', aria: { enabled: true }, ...option });
    chart.on('click', ({ seriesIndex, dataIndex, dataType }) =>
      select.current?.(seriesIndex ?? 0, dataIndex, dataType === 'edge'),
    );
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current!);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, dark]);

  return <div className="chart" ref={place} role="img" aria-label={label} />;
}
