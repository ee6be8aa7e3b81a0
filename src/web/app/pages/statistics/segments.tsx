import { Card, Empty, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { type ChurnTable, type SegmentTable, useChurn, useSegments } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CellBar } from '../../parts/cellBar.tsx';
import { inPages } from '../../parts/inPages.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { JourneyPanel } from './journey.tsx';
import { ReliabilityPanel } from './reliability.tsx';
import { SampleSizePanel } from './sampleSize.tsx';
import { ShareInterval, TooFew } from './shown.tsx';

type Segment = SegmentTable['segments'][number];
type Warning = ChurnTable['items'][number];

/** Who the customers are, who may leave, where on their way they are lost, and how far a survey can be trusted. */
export function Segments(): ReactNode {
  const { filter } = useFilter();
  const segments = useSegments(filter);
  return (
    <div className="panels">
      <Loaded of={segments}>
        {(table) => (
          <>
            <SegmentPanel table={table} />
            <LifeCycle table={table} />
          </>
        )}
      </Loaded>
      <ChurnPanel />
      <JourneyPanel />
      <ReliabilityPanel />
      <SampleSizePanel />
    </div>
  );
}

/** How many customers; the filter names at most twenty of them, and says so where there are more. */
function Customers({
  of: { customers, masked, filter, named },
}: {
  of: Pick<Segment, 'customers' | 'masked' | 'filter' | 'named'>;
}): ReactNode {
  const { t, number } = useTexts();
  if (masked) return <TooFew />;
  return (
    <>
      <Opened by={filter}>{number(customers)}</Opened>
      {named < customers && <div className="quiet">{t('opensSome', { n: number(named) })}</div>}
    </>
  );
}

function SegmentPanel({ table: { segments, customers, withoutAmounts } }: { table: SegmentTable }): ReactNode {
  const { t, number } = useTexts();
  const mark = (name: 'recent' | 'frequent' | 'spending') => ({
    title: t(`rfm_${name}`),
    dataIndex: name,
    align: 'center' as const,
    className: 'nowrap',
    render: (yes: boolean) => t(yes ? 'rfm_high' : 'rfm_low'),
  });
  return (
    <Card size="small" className="wide" title={t('segments')}>
      <p className="quiet lead">
        {customers !== null && t('segmentsNote', { n: number(customers) })} {withoutAmounts && t('withoutAmounts')}
      </p>
      {customers === 0 ? (
        <Empty description={t('noCustomers')} />
      ) : (
        <Table<Segment>
          size="small"
          rowKey="group"
          dataSource={segments}
          scroll={{ x: true }}
          pagination={false}
          columns={[
            { title: t('customerGroup'), dataIndex: 'group', render: (group: Segment['group']) => t(`group_${group}`) },
            mark('recent'),
            mark('frequent'),
            mark('spending'),
            {
              title: t('customers'),
              key: 'customers',
              align: 'right',
              render: (_, segment) => <Customers of={segment} />,
            },
            {
              title: t('comments'),
              dataIndex: 'comments',
              align: 'right',
              render: (n: number, { masked, named, customers: all, filter }) =>
                masked ? '–' : <Opened by={named < all ? null : filter}>{number(n)}</Opened>,
            },
            { title: t('csat'), key: 'csat', align: 'right', render: (_, { csat }) => <ShareInterval of={csat} /> },
            {
              title: t('tenIndex'),
              dataIndex: 'index',
              render: (index: number | null) =>
                index === null ? '–' : <CellBar share={index / 100}>{number(index, 1)}</CellBar>,
            },
            {
              title: <span title={t('customerValueNote')}>{t('customerValue')}</span>,
              dataIndex: 'value',
              align: 'right',
              render: (value: number | null) => (value === null ? '–' : number(value, 2)),
            },
          ]}
        />
      )}
    </Card>
  );
}

function LifeCycle({ table: { lifeCycle, customers } }: { table: SegmentTable }): ReactNode {
  const { t, percent } = useTexts();
  return (
    <Card size="small" className="wide" title={t('lifeCycle')}>
      <div className="cards">
        {lifeCycle.map((stage) => (
          <div className="figure" key={stage.stage}>
            <div className="quiet">{t(`life_${stage.stage}`)}</div>
            <div className="value">
              <Customers of={stage} />
            </div>
            {!stage.masked && customers !== null && customers > 0 && (
              <div className="quiet">{percent(stage.customers / customers, 0)}</div>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}

function ChurnPanel(): ReactNode {
  const { t, number, date } = useTexts();
  const { filter } = useFilter();
  const churn = useChurn(filter);
  return (
    <Card size="small" className="wide" title={t('churnWarnings')}>
      <Loaded of={churn}>
        {({ items, candidates, filter: opens, named }) => (
          <>
            <p className="quiet lead">
              {t('churnNote', { n: number(candidates) })} {opens && <Opened by={opens}>{t('showComments')}</Opened>}{' '}
              {opens && named < candidates && t('opensSome', { n: number(named) })}
            </p>
            {items.length === 0 ? (
              <Empty description={t('noChurn')} />
            ) : (
              <Table<Warning>
                size="small"
                rowKey="author"
                dataSource={items}
                scroll={{ x: true }}
                pagination={inPages(8)}
                columns={[
                  {
                    title: t('customer'),
                    dataIndex: 'author',
                    render: (author: string, { filter: opens }) => (
                      <bdi>
                        <Opened by={opens}>{author}</Opened>
                      </bdi>
                    ),
                  },
                  {
                    title: t('churnReasons'),
                    dataIndex: 'reasons',
                    render: (reasons: Warning['reasons']) =>
                      reasons.map((reason) => <Tag key={reason}>{t(`churn_${reason}`)}</Tag>),
                  },
                  {
                    title: t('comments'),
                    dataIndex: 'comments',
                    align: 'right',
                    render: (n: number, { filter: opens }) => <Opened by={opens}>{number(n)}</Opened>,
                  },
                  {
                    title: t('lastComment'),
                    dataIndex: 'lastDay',
                    className: 'nowrap',
                    render: (day: string) => date(day),
                  },
                ]}
              />
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
