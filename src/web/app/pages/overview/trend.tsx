import { Button, Card, Segmented, Space, Table } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { type BusinessEvent, useEvents } from '../../api/events.ts';
import { useTrend } from '../../api/queries.ts';
import type { TrendPoint } from '../../api/types.ts';
import { eventMarks } from '../../charts/eventMarks.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useFilter } from '../../filters/filter.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { CommentsLink, useCommentsAddress } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';
import { type Interval, lastDay } from './periods.ts';

const intervals: { value: Interval; name: TextKey }[] = [
  { value: 'day', name: 'byDay' },
  { value: 'week', name: 'byWeek' },
  { value: 'month', name: 'byMonth' },
];
const parts = ['negative', 'mixed', 'neutral', 'positive'] as const;
const bandsOf = {
  negative: ['very_negative', 'negative'],
  mixed: ['mixed'],
  neutral: ['neutral'],
  positive: ['positive', 'very_positive'],
};

/** Comments by period and sentiment, as a chart or a table; a bar or a row leads to its comments. */
export function TrendPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [interval, setInterval] = useState<Interval>('month');
  const [asTable, setAsTable] = useState(false);
  const trend = useTrend(filter, interval);
  return (
    <Card
      size="small"
      className="wide"
      title={t('trend')}
      extra={
        <Space>
          <Segmented
            value={interval}
            onChange={setInterval}
            options={intervals.map(({ value, name }) => ({ value, label: t(name) }))}
          />
          <Button size="small" onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'asChart' : 'asTable')}
          </Button>
        </Space>
      }
    >
      <Loaded of={trend}>
        {(points) =>
          asTable ? (
            <TrendTable points={points} interval={interval} />
          ) : (
            <TrendChart points={points} interval={interval} />
          )
        }
      </Loaded>
    </Card>
  );
}

const none: BusinessEvent[] = [];

interface Shown {
  points: TrendPoint[];
  interval: Interval;
}

function TrendChart({ points, interval }: Shown): ReactNode {
  const { t } = useTexts();
  const { data: events = none } = useEvents();
  const address = useCommentsAddress();
  const go = useNavigate();
  const option = useMemo(() => {
    const periods = points.map(({ period }) => period);
    const end = periods.length === 0 ? '' : lastDay(periods.at(-1)!, interval);
    const formatter = (period: string) => nameOf(period, interval);
    return {
      animation: false,
      grid: { left: 48, right: 16, top: 44, bottom: 28 },
      legend: { top: 0, type: 'scroll' },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: periods, axisLabel: { formatter } },
      yAxis: { type: 'value', minInterval: 1 },
      series: parts.map((part, i) => ({
        name: t(part),
        type: 'bar',
        stack: 'all',
        barMaxWidth: 48,
        itemStyle: { color: bandColours[part] },
        data: points.map((point) => point[part]),
        markLine: i === 0 ? eventMarks(events, periods, end) : undefined,
      })),
    };
  }, [points, events, interval, t]);
  const select = (_: number, point: number) => go(address(periodOf(points[point], interval)));
  return <LazyChart option={option} label={t('trend')} onSelect={select} />;
}

const nameOf = (period: string, interval: Interval) => (interval === 'month' ? period.slice(0, 7) : period);
const periodOf = ({ period }: TrendPoint, interval: Interval) => ({ from: [period], to: [lastDay(period, interval)] });

function TrendTable({ points, interval }: Shown): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table
      size="small"
      rowKey="period"
      dataSource={points}
      scroll={{ x: true }}
      pagination={{ pageSize: 12, hideOnSinglePage: true }}
      columns={[
        {
          title: t('period'),
          dataIndex: 'period',
          render: (period: string, point) => (
            <CommentsLink of={periodOf(point, interval)}>{nameOf(period, interval)}</CommentsLink>
          ),
        },
        {
          title: t('comments'),
          dataIndex: 'comments',
          align: 'right',
          render: (n: number, point) => <CommentsLink of={periodOf(point, interval)}>{number(n)}</CommentsLink>,
        },
        ...parts.map((part) => ({
          title: t(part),
          dataIndex: part,
          align: 'right' as const,
          render: (n: number, point: TrendPoint) => (
            <CommentsLink of={{ ...periodOf(point, interval), sentiment: bandsOf[part] }}>{number(n)}</CommentsLink>
          ),
        })),
        {
          title: t('meanRating'),
          dataIndex: 'meanRating',
          align: 'right',
          render: (mean: number | null) => (mean === null ? '–' : number(mean, 2)),
        },
      ]}
    />
  );
}
