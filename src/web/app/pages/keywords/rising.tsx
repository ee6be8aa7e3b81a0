import { Alert, Empty, Skeleton, Table } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { type Periods, useRisingKeywords } from '../../api/keywords.ts';
import { useTrend } from '../../api/queries.ts';
import type { KeywordRow } from '../../api/types.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { TwoSidedBar } from '../../parts/cellBar.tsx';
import { PeriodFields } from '../../parts/periodFields.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useKeywordColumns } from './columns.tsx';
import { complete, lastTwoMonths, withTheOneBefore } from './periods.ts';
import { Sides } from './sides.tsx';

/** Words whose share of the comments differs between two periods, and more than chance has it. */
export function Rising(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const months = useTrend({}, 'month');
  const [chosen, setChosen] = useState<Periods | null>(null);
  const usual = useMemo(() => {
    const { from, to } = filter;
    if (from !== undefined && to !== undefined) return withTheOneBefore(from[0], to[0]);
    return lastTwoMonths((months.data ?? []).map(({ period }) => period));
  }, [filter, months.data]);
  const periods = chosen ?? usual;
  if (periods === null) return months.isPending ? <Skeleton active /> : <Empty description={t('noPeriods')} />;
  return (
    <>
      <p className="quiet lead">{t('risingNote')}</p>
      <PeriodFields periods={periods} change={setChosen} />
      {complete(periods) ? (
        <RisingTable periods={periods} />
      ) : (
        <Alert type="warning" showIcon title={t('periodsIncomplete')} />
      )}
    </>
  );
}

function RisingTable({ periods }: { periods: Periods }): ReactNode {
  const { t, number, percent } = useTexts();
  const { filter } = useFilter();
  const answer = useRisingKeywords(filter, periods);
  const now = { ...filter, from: [periods.from], to: [periods.to] };
  const before = { ...filter, from: [periods.beforeFrom], to: [periods.beforeTo] };
  const { term, comments, share, otherShare, polarity, q } = useKeywordColumns(now, before);
  return (
    <Loaded of={answer}>
      {({ items, comments: all, otherComments = 0 }) => {
        const most = Math.max(...items.map(({ change = 0 }) => Math.abs(change)));
        return (
          <>
            <Sides
              of={[
                { name: t('thisPeriod'), comments: all, filter: now },
                { name: t('thatPeriod'), comments: otherComments, filter: before },
              ]}
            />
            {items.length === 0 ? (
              <Empty description={t(all === 0 || otherComments === 0 ? 'emptyPeriod' : 'noChange')} />
            ) : (
              <Table<KeywordRow>
                size="small"
                rowKey="term"
                dataSource={items}
                scroll={{ x: true }}
                pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
                columns={[
                  term,
                  {
                    title: t('change'),
                    dataIndex: 'change',
                    sorter: (a, b) => (a.change ?? 0) - (b.change ?? 0),
                    filters: [
                      { text: t('risen'), value: 'more' },
                      { text: t('fallen'), value: 'less' },
                    ],
                    onFilter: (value, { change = 0 }) => (value === 'more' ? change > 0 : change < 0),
                    render: (change: number) => (
                      <TwoSidedBar share={change / most}>
                        {change > 0 ? `▲ ${t('risen')} ` : `▼ ${t('fallen')} `}
                        {t('points', { n: number(Math.abs(100 * change), 1) })}
                      </TwoSidedBar>
                    ),
                  },
                  comments,
                  { ...share, title: t('shareNow') },
                  { ...otherShare, title: t('shareBefore') },
                  q,
                  polarity,
                ]}
                rowClassName={({ change = 0 }) => (change > 0 ? 'risen' : 'fallen')}
                footer={() => t('qFoot', { rate: percent(0.05, 0) })}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}
