import { Grid, Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import type { RadarMeasure } from '../../api/statistics.ts';
import { LazyStatisticsChart } from '../../charts/lazyStatisticsChart.tsx';
import { wrapped } from '../../charts/wrapped.ts';
import { type Filter, filterQuery, withValues } from '../../filters/filter.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { useNodeNames } from '../../parts/labels.ts';
import { usePreferences } from '../../preferences.ts';
import { bandColours } from '../../theme.ts';
import { PointInterval, TooFew } from './shown.tsx';

const named = ['csat', 'index', 'positive', 'not_negative'];
/** Fewer axes make no area. */
const fewestAxes = 3;
/** Half-width characters that there is room for beside the picture. */
const unitsBeside = 16;
const unitsWhenNarrow = 12;

/** Both sides on the measures that both have. */
export function RadarPanel({
  measures,
  own,
  other,
}: {
  measures: RadarMeasure[];
  own: Filter;
  other: Filter;
}): ReactNode {
  const { t } = useTexts();
  const both = useMemo(() => measures.filter((axis) => axis.own !== null && axis.other !== null), [measures]);
  const table = <RadarTable measures={measures} own={own} other={other} />;
  return (
    <ChartOrTable
      wide
      title={t('radar')}
      chart={both.length < fewestAxes ? table : <RadarPicture measures={both} />}
      table={table}
    />
  );
}

function useMeasureName(): (measure: string) => string {
  const { t } = useTexts();
  const names = useNodeNames();
  return (measure) =>
    named.includes(measure)
      ? t(`radar_${measure}` as TextKey)
      : t('radarPraise', { name: names.get(measure) ?? measure });
}

function RadarPicture({ measures }: { measures: RadarMeasure[] }): ReactNode {
  const { t } = useTexts();
  const { dark } = usePreferences();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const nameOf = useMeasureName();
  const names = measures.map(({ measure }) => nameOf(measure)).join('\n');
  const option = useMemo(() => {
    const side = (name: 'own' | 'other', color: string, type: string) => ({
      name: t(name === 'own' ? 'own' : 'others'),
      value: measures.map((axis) => Math.round(10 * (axis[name]?.value ?? 0)) / 10),
      itemStyle: { color },
      lineStyle: { color, type, width: 2 },
      areaStyle: { color, opacity: 0.12 },
    });
    const rings = { lineStyle: { color: dark ? '#3f444b' : '#dfe3e8' } };
    return {
      animation: false,
      legend: { top: 0 },
      tooltip: { renderMode: 'richText', confine: true },
      radar: {
        splitArea: { show: false },
        splitLine: rings,
        axisLine: rings,
        center: ['50%', '55%'],
        radius: narrow ? '46%' : '60%',
        indicator: names.split('\n').map((name) => ({ name, min: 0, max: 100 })),
        axisName: {
          color: dark ? '#b3b8bf' : '#565b63',
          formatter: (name: string) => wrapped(name, narrow ? unitsWhenNarrow : unitsBeside),
        },
      },
      series: [
        {
          type: 'radar',
          data: [side('own', bandColours.positive, 'solid'), side('other', bandColours.negative, 'dashed')],
        },
      ],
    };
  }, [measures, names, dark, narrow, t]);
  return (
    <div className="tall radar">
      <LazyStatisticsChart option={option} label={t('radar')} />
    </div>
  );
}

function RadarTable({ measures, own, other }: { measures: RadarMeasure[]; own: Filter; other: Filter }): ReactNode {
  const { t } = useTexts();
  const nameOf = useMeasureName();
  const opened = (filter: Filter, { measure }: RadarMeasure) =>
    `/explore${filterQuery(named.includes(measure) ? filter : withValues(filter, { label: [measure] }))}`;
  const side = (title: string, name: 'own' | 'other', filter: Filter) => ({
    title,
    key: name,
    align: 'right' as const,
    render: (_: unknown, row: RadarMeasure) =>
      row[name] === null ? (
        <TooFew />
      ) : (
        <Link to={opened(filter, row)}>
          <PointInterval of={row[name]} />
        </Link>
      ),
  });
  return (
    <Table<RadarMeasure>
      size="small"
      rowKey="measure"
      dataSource={measures}
      scroll={{ x: true }}
      pagination={false}
      columns={[
        { title: t('targetMeasure'), dataIndex: 'measure', render: nameOf },
        side(t('own'), 'own', own),
        side(t('others'), 'other', other),
      ]}
    />
  );
}
