import { Segmented, Table } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { type BusinessEvent, useEvents } from '../../api/events.ts';
import { useTrend } from '../../api/queries.ts';
import { type FoundAnomaly, useAnomalies } from '../../api/statistics.ts';
import type { TrendPoint } from '../../api/types.ts';
import { eventMarks, periodOf } from '../../charts/eventMarks.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { negativeShare } from '../../parts/figureColumns.tsx';
import { inPages } from '../../parts/inPages.ts';
import { addressOf, CommentsLink, useCommentsAddress } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';
import { type Interval, lastDay } from '../overview/periods.ts';
import { AnomalyPanel } from './anomalies.tsx';
import { ChangePanel } from './changes.tsx';
import { EventPanel } from './events.tsx';

/** How ratings and complaints go, what happened meanwhile, and what was not usual. */
export function Trends(): ReactNode {
  return (
    <div className="panels">
      <RatingTrend />
      <AnomalyPanel />
      <ChangePanel />
      <EventPanel />
    </div>
  );
}

const noEvents: BusinessEvent[] = [];
const noAnomalies: FoundAnomaly[] = [];

function RatingTrend(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [interval, setInterval] = useState<Interval>('week');
  const trend = useTrend(filter, interval);
  const { data: events = noEvents } = useEvents();
  const anomalies = useAnomalies(filter, null).data?.items ?? noAnomalies;
  const marked = useMemo(
    () => (trend.data === undefined ? [] : markedPoints(trend.data, interval, events, anomalies)),
    [trend.data, interval, events, anomalies],
  );
  return (
    <Loaded of={trend}>
      {() => (
        <ChartOrTable
          wide
          title={t('ratingTrend')}
          extra={
            <Segmented
              size="small"
              value={interval}
              onChange={setInterval}
              options={[
                { value: 'day', label: t('byDay') },
                { value: 'week', label: t('byWeek') },
                { value: 'month', label: t('byMonth') },
              ]}
            />
          }
          chart={<TrendChart points={marked} events={events} interval={interval} />}
          table={<TrendTable points={marked} interval={interval} />}
        />
      )}
    </Loaded>
  );
}

type Marked = TrendPoint & { events: BusinessEvent[]; anomalies: FoundAnomaly[] };

/** The periods, each with what began in it. */
function markedPoints(
  points: TrendPoint[],
  interval: Interval,
  events: BusinessEvent[],
  anomalies: FoundAnomaly[],
): Marked[] {
  const periods = points.map(({ period }) => period);
  const end = periods.length === 0 ? '' : lastDay(periods.at(-1)!, interval);
  const within = <T extends { from: string; to: string }>(all: T[], period: string) =>
    all.filter((one) => periodOf(one, periods, end) === period);
  return points.map((point) => ({
    ...point,
    events: within(events, point.period),
    anomalies: within(anomalies, point.period),
  }));
}

function TrendChart({
  points,
  events,
  interval,
}: {
  points: Marked[];
  events: BusinessEvent[];
  interval: Interval;
}): ReactNode {
  const { t, percent } = useTexts();
  const address = useCommentsAddress();
  const go = useNavigate();
  const moved = useMemo(() => points.filter(({ anomalies }) => anomalies.length > 0), [points]);
  const option = useMemo(() => {
    const periods = points.map(({ period }) => period);
    const end = periods.length === 0 ? '' : lastDay(periods.at(-1)!, interval);
    return {
      animation: false,
      grid: { left: 48, right: 56, top: 64, bottom: 28 },
      legend: { top: 0, type: 'scroll' },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: periods },
      yAxis: [
        { type: 'value', min: 1, max: 5, name: t('meanRating') },
        {
          type: 'value',
          min: 0,
          max: 1,
          name: t('negativeShare'),
          splitLine: { show: false },
          axisLabel: { formatter: (value: number) => percent(value, 0) },
        },
      ],
      series: [
        {
          name: t('meanRating'),
          type: 'line',
          connectNulls: true,
          symbolSize: 7,
          lineStyle: { width: 2.5 },
          color: bandColours.positive,
          data: points.map(({ meanRating }) => (meanRating === null ? null : Math.round(100 * meanRating) / 100)),
          markLine: eventMarks(events, periods, end),
        },
        {
          name: t('negativeShare'),
          type: 'line',
          yAxisIndex: 1,
          symbol: 'rect',
          symbolSize: 6,
          lineStyle: { type: 'dashed' },
          color: bandColours.negative,
          tooltip: { valueFormatter: (value: number) => percent(value) },
          data: points.map(negativeShare),
        },
        {
          name: t('anomaly'),
          type: 'scatter',
          symbol: 'triangle',
          color: bandColours.very_negative,
          z: 5,
          data: moved.map(({ period, meanRating, anomalies: [{ direction }] }) => ({
            value: [period, Math.round(100 * (meanRating ?? 3)) / 100],
            symbolSize: 18,
            symbolRotate: direction === 'down' ? 180 : 0,
            itemStyle: {
              color: bandColours[direction === 'down' ? 'very_negative' : 'very_positive'],
              opacity: 1,
              borderColor: '#ffffff',
              borderWidth: 1,
            },
          })),
        },
      ],
    };
  }, [points, moved, events, interval, t, percent]);
  const select = (series: number, point: number) => {
    const filter = series === 2 ? moved[point].anomalies[0].filter : null;
    go(filter === null ? address(daysOf(points[point].period, interval)) : addressOf(filter));
  };
  return <LazyChart option={option} label={t('ratingTrend')} onSelect={select} />;
}

const daysOf = (period: string, interval: Interval) => ({ from: [period], to: [lastDay(period, interval)] });

function TrendTable({ points, interval }: { points: Marked[]; interval: Interval }): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <Table<Marked>
      size="small"
      rowKey="period"
      dataSource={points}
      scroll={{ x: true }}
      pagination={inPages(12)}
      columns={[
        {
          title: t('period'),
          dataIndex: 'period',
          render: (period: string) => <CommentsLink of={daysOf(period, interval)}>{period}</CommentsLink>,
        },
        {
          title: t('comments'),
          dataIndex: 'comments',
          align: 'right',
          render: (n: number, { period }) => <CommentsLink of={daysOf(period, interval)}>{number(n)}</CommentsLink>,
        },
        {
          title: t('meanRating'),
          dataIndex: 'meanRating',
          align: 'right',
          render: (mean: number | null) => (mean === null ? '–' : number(mean, 2)),
        },
        {
          title: t('negativeShare'),
          key: 'negative',
          align: 'right',
          render: (_, point) => (
            <CommentsLink of={{ ...daysOf(point.period, interval), sentiment: ['negative', 'very_negative'] }}>
              {percent(negativeShare(point))}
            </CommentsLink>
          ),
        },
        {
          title: t('events'),
          dataIndex: 'events',
          render: (events: BusinessEvent[]) => events.map(({ name }) => name).join(', '),
        },
        {
          title: t('anomaly'),
          dataIndex: 'anomalies',
          render: (found: FoundAnomaly[]) => found.map(({ direction }) => t(`moved_${direction}`)).join(', '),
        },
      ]}
    />
  );
}
