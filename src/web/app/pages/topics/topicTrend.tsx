import { Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Topic } from '../../api/topics.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { bandColours } from '../../theme.ts';
import { lastDay } from '../overview/periods.ts';
import { topicComments } from './figures.ts';

const daysOf = (month: string) => ({ from: [`${month}-01`], to: [lastDay(`${month}-01`, 'month')] });

/** Comments of the topic by month, and its share of all comments of the run in that month. */
export function TopicTrend({ run, topic }: { run: string; topic: Topic }): ReactNode {
  const { t } = useTexts();
  return (
    <ChartOrTable
      title={t('topicTrend')}
      chart={<TrendChart run={run} topic={topic} />}
      table={<TrendTable run={run} topic={topic} />}
    />
  );
}

function TrendChart({ run, topic: { n, months } }: { run: string; topic: Topic }): ReactNode {
  const { t, percent, number } = useTexts();
  const go = useNavigate();
  const option = useMemo(
    () => ({
      animation: false,
      grid: { left: 44, right: 52, top: 36, bottom: 28 },
      legend: { top: 0, type: 'scroll' },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: months.map(({ key }) => key) },
      yAxis: [
        { type: 'value', minInterval: 1 },
        {
          type: 'value',
          min: 0,
          splitLine: { show: false },
          axisLabel: { formatter: (value: number) => percent(value, 0) },
        },
      ],
      series: [
        {
          name: t('comments'),
          type: 'bar',
          barMaxWidth: 40,
          itemStyle: { color: bandColours.positive },
          tooltip: { valueFormatter: (value: number) => number(value) },
          data: months.map(({ count }) => count),
        },
        {
          name: t('shareOfMonth'),
          type: 'line',
          yAxisIndex: 1,
          symbolSize: 7,
          itemStyle: { color: bandColours.negative },
          tooltip: { valueFormatter: (value: number) => percent(value) },
          data: months.map(({ share }) => share),
        },
      ],
    }),
    [months, t, percent, number],
  );
  const select = (_: number, point: number) => go(topicComments(run, n, daysOf(months[point].key)));
  return <LazyChart option={option} label={t('topicTrend')} onSelect={select} />;
}

function TrendTable({ run, topic: { n, months } }: { run: string; topic: Topic }): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <Table
      size="small"
      rowKey="key"
      dataSource={months.toReversed()}
      pagination={{ pageSize: 12, hideOnSinglePage: true, size: 'small' }}
      columns={[
        { title: t('month'), dataIndex: 'key' },
        {
          title: t('comments'),
          dataIndex: 'count',
          align: 'right',
          render: (count: number, { key }) => <Link to={topicComments(run, n, daysOf(key))}>{number(count)}</Link>,
        },
        { title: t('shareOfMonth'), dataIndex: 'share', align: 'right', render: (share: number) => percent(share) },
      ]}
    />
  );
}
