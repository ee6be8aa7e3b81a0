import { Table, Tag } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { type DriverTable, type QuadrantTable, useQuadrant } from '../../api/statistics.ts';
import { LazyStatisticsChart } from '../../charts/lazyStatisticsChart.tsx';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { addressOf, Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { usePreferences } from '../../preferences.ts';
import { bandColours } from '../../theme.ts';
import { KanoTag } from './drivers.tsx';
import { PointInterval } from './shown.tsx';

type Point = QuadrantTable['items'][number];
type Quadrant = Point['quadrant'];

const colours: Record<Quadrant, string> = {
  fix_first: '#d9622b',
  keep_up: '#3d8ccb',
  low_priority: bandColours.neutral,
  overdone: bandColours.mixed,
};
const quadrants = Object.keys(colours) as Quadrant[];
/** Beyond it names stand to the left of their points, so that they stay on the picture. */
const rightmost = 50;

/** Importance against satisfaction of each leaf. */
export function QuadrantPanel({ drivers }: { drivers: DriverTable['items'] }): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const quadrant = useQuadrant(filter);
  return (
    <Loaded of={quadrant}>
      {(table) => (
        <ChartOrTable
          wide
          title={t('quadrant')}
          chart={<QuadrantChart table={table} />}
          table={<QuadrantRows table={table} drivers={drivers} />}
        />
      )}
    </Loaded>
  );
}

/** Both scales are 0..100 and equally long; hollow points may belong to another quadrant. */
function QuadrantChart({ table: { lines, items } }: { table: QuadrantTable }): ReactNode {
  const { t, number } = useTexts();
  const names = useNodeNames();
  const go = useNavigate();
  const { dark } = usePreferences();
  const option = useMemo(() => {
    const axis = (name: string) => ({ type: 'value', min: 0, max: 100, name, nameLocation: 'middle', nameGap: 26 });
    const corner = (name: string, from: [number, number], to: [number, number]) => [
      { name, coord: from },
      { coord: to },
    ];
    const { importance: x, satisfaction: y } = lines;
    return {
      animation: false,
      grid: { left: 48, right: 16, top: 48, bottom: 44 },
      legend: { top: 0, type: 'scroll' },
      tooltip: { renderMode: 'richText', confine: true },
      xAxis: axis(t('importance')),
      yAxis: axis(t('satisfaction')),
      series: quadrants.map((name, i) => ({
        name: t(`quadrant_${name}`),
        type: 'scatter',
        color: colours[name],
        labelLayout: { hideOverlap: true },
        data: items.flatMap((point) =>
          point.quadrant === name
            ? [
                {
                  name: names.get(point.code) ?? point.name,
                  value: [point.importance.value, point.satisfaction.value],
                  symbolSize: 13,
                  itemStyle: point.unsure
                    ? { color: 'transparent', borderColor: colours[name], borderWidth: 2 }
                    : { color: colours[name] },
                  label: { position: point.importance.value > rightmost ? 'left' : 'right' },
                },
              ]
            : [],
        ),
        label: { show: true, formatter: ({ name }: { name: string }) => name, color: dark ? '#d5d9de' : '#3c4148' },
        tooltip: {
          formatter: ({ name: leaf, value: [importance, satisfaction] }: { name: string; value: [number, number] }) =>
            `${leaf}\n${t('importance')} ${number(importance, 0)} · ${t('satisfaction')} ${number(satisfaction, 0)}`,
        },
        markLine:
          i > 0
            ? undefined
            : {
                silent: true,
                symbol: 'none',
                label: { show: false },
                lineStyle: { color: bandColours.neutral, type: 'dashed' },
                data: [{ xAxis: x }, { yAxis: y }],
              },
        markArea:
          i > 0
            ? undefined
            : {
                silent: true,
                itemStyle: { color: 'rgba(232, 132, 60, 0.08)' },
                label: { show: false },
                data: [corner(t('quadrant_fix_first'), [x, 0], [100, y])],
              },
      })),
    };
  }, [items, lines, names, dark, t, number]);
  const select = (series: number, point: number) => {
    const { filter } = items.filter(({ quadrant }) => quadrant === quadrants[series])[point];
    if (filter !== null) go(addressOf(filter));
  };
  return (
    <div className="square">
      <p className="quiet lead">{t('quadrantNote')}</p>
      <LazyStatisticsChart option={option} label={t('quadrant')} onSelect={select} />
    </div>
  );
}

function QuadrantRows({
  table: { items },
  drivers,
}: {
  table: QuadrantTable;
  drivers: DriverTable['items'];
}): ReactNode {
  const { t } = useTexts();
  const names = useNodeNames();
  const kano = new Map(drivers.map((driver) => [driver.code, driver.kano]));
  return (
    <Table<Point>
      size="small"
      rowKey="code"
      dataSource={items}
      scroll={{ x: true }}
      pagination={inPages(12)}
      columns={[
        {
          title: t('by_label'),
          key: 'name',
          render: (_, { code, name, filter }) => <Opened by={filter}>{names.get(code) ?? name}</Opened>,
        },
        {
          title: t('importance'),
          key: 'importance',
          align: 'right',
          sorter: (a, b) => a.importance.value - b.importance.value,
          render: (_, { importance }) => <PointInterval of={importance} digits={0} />,
        },
        {
          title: t('satisfaction'),
          key: 'satisfaction',
          align: 'right',
          sorter: (a, b) => a.satisfaction.value - b.satisfaction.value,
          render: (_, { satisfaction }) => <PointInterval of={satisfaction} digits={0} />,
        },
        {
          title: t('quadrantOf'),
          key: 'quadrant',
          render: (_, { quadrant, unsure }) => (
            <>
              <Tag>{t(`quadrant_${quadrant}`)}</Tag>
              {unsure && <span className="quiet">{t('unsure')}</span>}
            </>
          ),
        },
        {
          title: 'KANO',
          key: 'kano',
          render: (_, { code }) => {
            const found = kano.get(code);
            return found === undefined ? '–' : <KanoTag kano={found} />;
          },
        },
      ]}
    />
  );
}
