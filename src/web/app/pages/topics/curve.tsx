import { Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import type { TopicRun } from '../../api/topics.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { bandColours } from '../../theme.ts';

type Curve = NonNullable<TopicRun['coherenceCurve']>;

/** How well words cohered with each number of topics that was tried. */
export function CoherenceCurve({ curve, chosen }: { curve: Curve; chosen: number }): ReactNode {
  const { t } = useTexts();
  return (
    <ChartOrTable
      title={t('curve')}
      chart={
        <>
          <CurveChart curve={curve} chosen={chosen} />
          <p className="quiet lead">{t('curveNote', { k: chosen })}</p>
        </>
      }
      table={<CurveTable curve={curve} />}
    />
  );
}

function CurveChart({ curve, chosen }: { curve: Curve; chosen: number }): ReactNode {
  const { t, number } = useTexts();
  const option = useMemo(
    () => ({
      animation: false,
      grid: { left: 52, right: 20, top: 16, bottom: 44 },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', name: t('k'), nameLocation: 'middle', nameGap: 28, data: curve.map(({ k }) => k) },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: (value: number) => number(value, 2) } },
      series: [
        {
          name: 'NPMI',
          type: 'line',
          itemStyle: { color: bandColours.positive },
          tooltip: { valueFormatter: (value: number) => number(value, 3) },
          data: curve.map(({ k, npmi }) => ({
            value: npmi,
            symbol: k === chosen ? 'diamond' : 'circle',
            symbolSize: k === chosen ? 16 : 7,
            ...(k === chosen && { itemStyle: { color: bandColours.negative } }),
          })),
        },
      ],
    }),
    [curve, chosen, t, number],
  );
  return <LazyChart option={option} label={t('curve')} />;
}

function CurveTable({ curve }: { curve: Curve }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table
      size="small"
      rowKey="k"
      dataSource={curve}
      pagination={false}
      columns={[
        { title: t('k'), dataIndex: 'k' },
        { title: 'NPMI', dataIndex: 'npmi', align: 'right', render: (npmi: number) => number(npmi, 3) },
      ]}
    />
  );
}
