import { Card, Empty, Select, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type AnomalyTable, type FoundAnomaly, useAnomalies } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';

const groupings = ['all', 'channel', 'source', 'label', 'language'] as const;

/** Days on which ratings left what was usual, what happened around them, and what was spoken of more. */
export function AnomalyPanel(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const [by, setBy] = useState<(typeof groupings)[number]>('all');
  const anomalies = useAnomalies(filter, by === 'all' ? null : by);
  return (
    <Card
      size="small"
      className="wide"
      title={t('anomalies')}
      extra={
        <Select
          size="small"
          aria-label={t('anomaliesBy')}
          value={by}
          onChange={setBy}
          options={groupings.map((value) => ({ value, label: t(`by_${value}`) }))}
          popupMatchSelectWidth={false}
        />
      }
    >
      <Loaded of={anomalies}>
        {(table) => (
          <>
            <p className="quiet lead">
              {t('anomaliesNote', {
                span: table.rules.span,
                window: table.rules.window,
                z: table.rules.threshold,
                series: number(table.series),
              })}
            </p>
            {table.items.length === 0 ? <Empty description={t('noAnomalies')} /> : <Found items={table.items} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Found({ items }: { items: AnomalyTable['items'] }): ReactNode {
  const { t, number } = useTexts();
  const names = useNodeNames();
  return (
    <Table<FoundAnomaly>
      size="small"
      rowKey={({ key, from }) => `${key} ${from}`}
      dataSource={items}
      scroll={{ x: true }}
      pagination={inPages(8)}
      columns={[
        {
          title: t('dayRange'),
          key: 'days',
          className: 'nowrap',
          render: (_, { from, to, filter }) => (
            <Opened by={filter}>
              {from} – {to}
            </Opened>
          ),
        },
        {
          title: t('anomalyOf'),
          key: 'name',
          render: (_, { key, name }) => <bdi>{names.get(key) ?? (name || t('allRatings'))}</bdi>,
        },
        {
          title: t('shiftOf'),
          key: 'move',
          render: (_, { direction, value, usual, z }) => (
            <span className="verdict">
              <Tag className={direction === 'up' ? 'verdict-better' : 'verdict-worse'}>{t(`moved_${direction}`)}</Tag>
              <span className="whole" title={t('anomalyFigures')}>
                {number(usual, 2)} → {number(value, 2)}
              </span>
              <small>z = {number(z, 1)}</small>
            </span>
          ),
        },
        {
          title: t('ratings'),
          dataIndex: 'n',
          align: 'right',
          render: (n: number, { filter }) => <Opened by={filter}>{number(n)}</Opened>,
        },
        {
          title: t('events'),
          key: 'events',
          render: (_, { events }) =>
            events.length === 0
              ? '–'
              : events.map(({ id, name, kind }) => (
                  <Tag key={id} title={t(`event_${kind}`)}>
                    {name}
                  </Tag>
                )),
        },
        { title: t('grown'), key: 'grown', render: (_, found) => <Grown of={found} /> },
      ]}
    />
  );
}

/** The leaves that were spoken of more than before, each with both shares. */
function Grown({ of: { grown, filter, direction } }: { of: FoundAnomaly }): ReactNode {
  const { t, percent } = useTexts();
  const names = useNodeNames();
  const more = grown.filter(({ change }) => change > 0);
  if (more.length === 0) return '–';
  return (
    <ul className="plain" aria-label={t(direction === 'down' ? 'grownComplaints' : 'grownPraise')}>
      {more.map(({ code, name, shareBefore, shareNow }) => (
        <li key={code}>
          <Opened by={filter && { ...filter, label: [code] }}>{names.get(code) ?? name}</Opened>{' '}
          <small>
            {percent(shareBefore)} → {percent(shareNow)}
          </small>
        </li>
      ))}
    </ul>
  );
}
