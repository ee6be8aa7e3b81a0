import { Card, Empty, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { type DriverTable, useDrivers } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { PriorityPanel } from './priorities.tsx';
import { QuadrantPanel } from './quadrant.tsx';
import { PointInterval, ShareInterval } from './shown.tsx';

type Driver = DriverTable['items'][number];

/** What moves the ratings, and where an improvement gives most. */
export function Drivers(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const drivers = useDrivers(filter);
  return (
    <Loaded of={drivers}>
      {(table) =>
        table.n === null || table.items.length === 0 ? (
          <Empty description={t('noDrivers', { n: table.fewestMentions })} />
        ) : (
          <div className="panels">
            <QuadrantPanel drivers={table.items} />
            <PriorityPanel />
            <Effects table={table} />
          </div>
        )
      }
    </Loaded>
  );
}

/** The class of Kano, always as what it is: inferred. */
export function KanoTag({ kano }: { kano: Driver['kano'] }): ReactNode {
  const { t } = useTexts();
  return <Tag title={t(`kanoNote_${kano}`)}>{t('inferred', { what: t(`kano_${kano}`) })}</Tag>;
}

function Effects({ table: { n, baseline, explained, fewestMentions, items } }: { table: DriverTable }): ReactNode {
  const { t, number, percent } = useTexts();
  const names = useNodeNames();
  return (
    <Card size="small" className="wide" title={t('effects')}>
      <p className="quiet lead">
        {t('effectsNote', {
          n: number(n ?? 0),
          baseline: baseline === null ? '–' : number(baseline, 1),
          explained: explained === null ? '–' : percent(explained, 0),
          fewest: fewestMentions,
        })}
      </p>
      <Table<Driver>
        size="small"
        rowKey="code"
        dataSource={items}
        scroll={{ x: true }}
        pagination={inPages(10)}
        columns={[
          {
            title: t('by_label'),
            key: 'name',
            render: (_, { code, name, filter }) => <Opened by={filter}>{names.get(code) ?? name}</Opened>,
          },
          {
            title: t('complaints'),
            dataIndex: 'negative',
            align: 'right',
            sorter: (a, b) => a.negative - b.negative,
            render: (count: number, { negativeFilter }) => <Opened by={negativeFilter}>{number(count)}</Opened>,
          },
          {
            title: t('praises'),
            dataIndex: 'positive',
            align: 'right',
            sorter: (a, b) => a.positive - b.positive,
            render: (count: number, { positiveFilter }) => <Opened by={positiveFilter}>{number(count)}</Opened>,
          },
          {
            title: t('penalty'),
            key: 'penalty',
            align: 'right',
            sorter: (a, b) => a.penalty.value - b.penalty.value,
            render: (_, { penalty }) => <PointInterval of={penalty} digits={2} />,
          },
          {
            title: t('reward'),
            key: 'reward',
            align: 'right',
            sorter: (a, b) => a.reward.value - b.reward.value,
            render: (_, { reward }) => <PointInterval of={reward} digits={2} />,
          },
          {
            title: t('satisfaction'),
            key: 'satisfaction',
            align: 'right',
            sorter: (a, b) => a.satisfaction.value - b.satisfaction.value,
            render: (_, { satisfaction }) => <ShareInterval of={satisfaction} />,
          },
          { title: 'KANO', dataIndex: 'kano', render: (kano: Driver['kano']) => <KanoTag kano={kano} /> },
        ]}
      />
    </Card>
  );
}
