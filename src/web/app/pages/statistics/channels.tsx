import { Card, Select, Table, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { type ChannelRow, type NormalisedTable, useNormalised } from '../../api/statistics.ts';
import { LazyStatisticsChart } from '../../charts/lazyStatisticsChart.tsx';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { addressOf, Opened, rated } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';
import { HeatmapPanel } from './heatmap.tsx';
import { PointInterval, TooFew } from './shown.tsx';

const groupings = ['source', 'month', 'label', 'language'] as const;
type Grouping = (typeof groupings)[number];
type Row = NormalisedTable['items'][number];

/** Ratings on the scale of their channel, and the leaves of each channel. */
export function Channels(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [by, setBy] = useState<Grouping>('source');
  const normalised = useNormalised(filter, by);
  const choice = (
    <Select
      size="small"
      aria-label={t('normalisedBy')}
      value={by}
      onChange={setBy}
      options={groupings.map((value) => ({ value, label: t(`by_${value}`) }))}
      popupMatchSelectWidth={false}
    />
  );
  return (
    <div className="panels">
      <Loaded of={normalised}>
        {({ channels, items, fewestRatings }) => (
          <>
            <ScaleTable channels={channels} fewest={fewestRatings} />
            <ChartOrTable
              wide
              title={t('normalised')}
              extra={choice}
              chart={<IndexChart rows={items} />}
              table={<IndexTable rows={items} by={by} />}
            />
          </>
        )}
      </Loaded>
      <HeatmapPanel />
    </div>
  );
}

/** How each channel rates; what is too small for a scale of its own says so. */
function ScaleTable({ channels, fewest }: { channels: ChannelRow[]; fewest: number }): ReactNode {
  const { t, number } = useTexts();
  const figure = (name: 'mean' | 'deviation' | 'median' | 'robustDeviation') => ({
    title: t(`scale_${name}`),
    key: name,
    align: 'right' as const,
    render: (_: unknown, { scale }: ChannelRow) => (scale === null ? '–' : number(scale[name], 2)),
  });
  return (
    <Card size="small" className="wide" title={t('channelScales')}>
      <p className="quiet lead">{t('channelScalesNote', { n: fewest })}</p>
      <Table<ChannelRow>
        size="small"
        rowKey="channel"
        dataSource={channels}
        scroll={{ x: true }}
        pagination={inPages(10)}
        locale={{ emptyText: t('noRatings') }}
        columns={[
          {
            title: t('channel'),
            dataIndex: 'channel',
            render: (channel: string, { filter }) => (
              <Opened by={filter}>{channel === '' ? t('unnamedGroup') : channel}</Opened>
            ),
          },
          {
            title: t('ratings'),
            key: 'n',
            align: 'right',
            render: (_, { scale, filter }) =>
              scale === null ? <TooFew /> : <Opened by={rated(filter)}>{number(scale.n)}</Opened>,
          },
          figure('mean'),
          figure('deviation'),
          figure('median'),
          figure('robustDeviation'),
          {
            title: t('normalisable'),
            key: 'refused',
            render: (_, { scale, masked }) => (
              <Tag>
                {masked || scale === null
                  ? t('tooFew')
                  : scale.refused === null
                    ? `✓ ${t('canNormalise')}`
                    : `✗ ${t(`refused_${scale.refused}`, { n: fewest })}`}
              </Tag>
            ),
          },
        ]}
      />
    </Card>
  );
}

function useNameOf(): (row: Row) => string {
  const { t } = useTexts();
  const names = useNodeNames();
  return ({ key, name }) => names.get(key) ?? (name === '' ? t('unnamedGroup') : name);
}

const mostRows = 24;

/** Dots around 500, which is what is usual for the channel: by mean and deviation, and robustly. */
function IndexChart({ rows }: { rows: Row[] }): ReactNode {
  const { t, number } = useTexts();
  const nameOf = useNameOf();
  const go = useNavigate();
  const shown = useMemo(() => rows.filter(({ index }) => index !== null).slice(-mostRows), [rows]);
  const names = shown.map(nameOf).join('\n');
  const option = useMemo(() => {
    const tip = (value: number) => number(value, 0);
    const series = (name: string, symbol: string, color: string, of: 'index' | 'robustIndex') => ({
      name,
      type: 'scatter',
      symbol,
      symbolSize: 13,
      color,
      tooltip: { valueFormatter: tip },
      data: shown.map((row, i) => (row[of] === null ? null : [Math.round(row[of].value * 10) / 10, i])),
    });
    return {
      animation: false,
      grid: { left: 8, right: 24, top: 60, bottom: 8, containLabel: true },
      legend: { top: 0, type: 'scroll' },
      tooltip: { renderMode: 'richText', confine: true },
      xAxis: {
        type: 'value',
        scale: true,
        min: ({ min }: { min: number }) => Math.min(480, Math.floor(min / 10) * 10),
        max: ({ max }: { max: number }) => Math.max(520, Math.ceil(max / 10) * 10),
      },
      yAxis: { type: 'category', data: names.split('\n'), inverse: true, splitLine: { show: true } },
      series: [
        {
          ...series(t('indexZ'), 'circle', bandColours.positive, 'index'),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { formatter: '500', position: 'start' },
            lineStyle: { color: bandColours.neutral },
            data: [{ xAxis: 500 }],
          },
        },
        series(t('indexRobust'), 'diamond', bandColours.negative, 'robustIndex'),
      ],
    };
  }, [shown, names, t, number]);
  if (shown.length === 0) return <span className="quiet">{t('nothingNormalised')}</span>;
  const select = (_: number, point: number) => {
    const { filter } = shown[point];
    if (filter !== null) go(addressOf(filter));
  };
  return (
    <div className={shown.length > 8 ? 'tall' : ''}>
      <LazyStatisticsChart option={option} label={t('normalised')} onSelect={select} />
    </div>
  );
}

function IndexTable({ rows, by }: { rows: Row[]; by: Grouping }): ReactNode {
  const { t, number } = useTexts();
  const nameOf = useNameOf();
  return (
    <Table<Row>
      size="small"
      rowKey="key"
      dataSource={rows}
      scroll={{ x: true }}
      pagination={inPages(12)}
      locale={{ emptyText: t('noRatings') }}
      columns={[
        { title: t(`by_${by}`), key: 'name', render: (_, row) => <Opened by={row.filter}>{nameOf(row)}</Opened> },
        {
          title: t('ratings'),
          key: 'n',
          align: 'right',
          render: (_, { raw, masked, filter }) =>
            masked ? <TooFew /> : <Opened by={rated(filter)}>{number(raw?.n ?? 0)}</Opened>,
        },
        {
          title: t('rawMean'),
          key: 'raw',
          align: 'right',
          render: (_, { raw }) => <PointInterval of={raw} digits={2} />,
        },
        {
          title: t('indexZ'),
          key: 'index',
          align: 'right',
          render: (_, { index }) => <PointInterval of={index} digits={0} />,
        },
        {
          title: t('indexRobust'),
          key: 'robust',
          align: 'right',
          render: (_, { robustIndex }) => <PointInterval of={robustIndex} digits={0} />,
        },
      ]}
    />
  );
}
