import { Card, Empty, Segmented, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useChanges } from '../../api/statistics.ts';
import { type Filter, useFilter, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { TooFew } from './shown.tsx';

const dayMs = 86_400_000;
const wholeDay = /^\d{4}-\d{2}-\d{2}$/;
const clearQ = 0.05;

/** The days of the filter; the last thirty where it names none. */
function withDays(filter: Filter): Filter {
  const [from, to] = [filter.from?.[0], filter.to?.[0]];
  if (from && to && wholeDay.test(from) && wholeDay.test(to)) return filter;
  const day = (ago: number): string => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10);
  return withValues(filter, { from: [day(29)], to: [day(0)] });
}

/** Leaves that are spoken of more or less than in the same days a month or a year before. */
export function ChangePanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [unit, setUnit] = useState<'month' | 'year'>('month');
  const changes = useChanges(withDays(filter));
  return (
    <Card
      size="small"
      className="wide"
      title={t('whatChanged')}
      extra={
        <Segmented
          size="small"
          value={unit}
          onChange={setUnit}
          options={[
            { value: 'month', label: t('onMonth') },
            { value: 'year', label: t('onYear') },
          ]}
        />
      }
    >
      <Loaded of={changes}>
        {(table) => {
          const { items, filter: before } = table[unit];
          return (
            <>
              <p className="quiet lead">
                <Opened by={table.now}>{days(table.now)}</Opened> ↔ <Opened by={before}>{days(before)}</Opened>
              </p>
              {before.to! >= table.now.from! ? (
                <Empty description={t('periodsOverlap')} />
              ) : items.length === 0 ? (
                <Empty description={t('noChangesThen')} />
              ) : (
                <Changes items={items} before={before} />
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

const days = ({ from, to }: { from?: string; to?: string }): string => `${from} – ${to}`;

type Row = NonNullable<ReturnType<typeof useChanges>['data']>['month']['items'][number];

function Changes({ items, before }: { items: Row[]; before: object }): ReactNode {
  const { t, percent, number } = useTexts();
  const names = useNodeNames();
  return (
    <Table<Row>
      size="small"
      rowKey="code"
      dataSource={items}
      scroll={{ x: true }}
      pagination={inPages(10)}
      columns={[
        {
          title: t('label'),
          key: 'name',
          render: (_, { code, name, filter }) => (
            <Opened by={filter}>
              <bdi>{names.get(code) ?? name}</bdi>
            </Opened>
          ),
        },
        {
          title: t('shareThen'),
          key: 'shares',
          className: 'nowrap',
          render: (_, { change, code, filter }) =>
            change === null ? (
              <TooFew />
            ) : (
              <>
                <Opened by={{ ...before, label: [code] }}>{percent(change.shareBefore)}</Opened> →{' '}
                <Opened by={filter}>{percent(change.shareNow)}</Opened>
              </>
            ),
        },
        {
          title: t('comments'),
          key: 'now',
          align: 'right',
          render: (_, { change, filter }) => change && <Opened by={filter}>{number(change.now)}</Opened>,
        },
        {
          title: t('shiftOf'),
          key: 'change',
          className: 'nowrap',
          render: (_, { change }) => {
            if (change === null) return null;
            if (change.q >= clearQ || change.change === 0) return t('noClearChange');
            return <Tag>{t(change.change > 0 ? 'moved_up' : 'moved_down')}</Tag>;
          },
        },
      ]}
    />
  );
}
