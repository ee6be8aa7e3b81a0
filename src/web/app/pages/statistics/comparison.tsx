import { Alert, Card, Empty, Select, Skeleton, Table, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import type { Periods } from '../../api/keywords.ts';
import { useTrend } from '../../api/queries.ts';
import { type ComparedRow, type ComparedSide, useComparison } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { Opened } from '../../parts/links.tsx';
import { PeriodFields } from '../../parts/periodFields.tsx';
import { Loaded } from '../../parts/states.tsx';
import { complete, lastTwoMonths, withTheOneBefore } from '../keywords/periods.ts';
import { PointInterval, ShareInterval, TooFew, useQ } from './shown.tsx';

const groupings = ['all', 'channel', 'source', 'label', 'dimension'] as const;
type Grouping = (typeof groupings)[number];

/** Ratings of two periods, with tests that tell a change from chance. */
export function ComparisonPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const months = useTrend({}, 'month');
  const [by, setBy] = useState<Grouping>('all');
  const [chosen, setChosen] = useState<Periods | null>(null);
  const usual = useMemo(() => {
    const { from, to } = filter;
    if (from !== undefined && to !== undefined) return withTheOneBefore(from[0], to[0]);
    return lastTwoMonths((months.data ?? []).map(({ period }) => period));
  }, [filter, months.data]);
  const periods = chosen ?? usual;
  return (
    <Card
      size="small"
      className="wide"
      title={t('comparisonTitle')}
      extra={
        <Select
          size="small"
          aria-label={t('comparedBy')}
          value={by}
          onChange={setBy}
          options={groupings.map((value) => ({ value, label: t(`by_${value}`) }))}
          popupMatchSelectWidth={false}
        />
      }
    >
      <p className="quiet lead">{t('comparisonNote')}</p>
      {periods === null && (months.isPending ? <Skeleton active /> : <Empty description={t('comparisonNeedsTwo')} />)}
      {periods !== null && (
        <>
          <PeriodFields periods={periods} change={setChosen} />
          {complete(periods) ? (
            <Compared periods={periods} by={by} />
          ) : (
            <Alert type="warning" showIcon title={t('comparisonIncomplete')} />
          )}
        </>
      )}
    </Card>
  );
}

function Compared({ periods, by }: { periods: Periods; by: Grouping }): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const { from, to, beforeFrom, beforeTo } = periods;
  const more: Record<string, string> = { beforeFrom, beforeTo };
  const answer = useComparison({ ...filter, from: [from], to: [to] }, by === 'all' ? more : { ...more, by });
  return (
    <Loaded of={answer}>
      {({ items, level }) => (
        <Table<ComparedRow>
          size="small"
          rowKey="key"
          dataSource={items}
          scroll={{ x: true }}
          pagination={inPages(10)}
          locale={{ emptyText: t('noRatings') }}
          footer={() => t('comparisonFoot', { q: number(level, 2) })}
          columns={[
            {
              title: t(`by_${by}`),
              dataIndex: 'name',
              render: (name: string) => <bdi>{by === 'all' ? t('allRatings') : name || t('unnamedGroup')}</bdi>,
            },
            side(t('periodNow'), 'now'),
            side(t('periodBefore'), 'before'),
            {
              title: t('csat'),
              key: 'csat',
              render: (_, { csat, masked }) =>
                masked ? (
                  <TooFew />
                ) : (
                  csat && (
                    <Verdict up={csat.difference > 0} q={csat.q} level={level}>
                      {signed(number(100 * csat.difference, 1), csat.difference)} {t('percentPoints')}
                    </Verdict>
                  )
                ),
            },
            {
              title: <span title={t('superiorityNote')}>{t('ratingLevel')}</span>,
              key: 'ratings',
              render: (_, { ratings, masked }) =>
                masked ? (
                  <TooFew />
                ) : (
                  ratings && (
                    <Verdict up={ratings.superiority > 0.5} q={ratings.q} level={level}>
                      <span title={t('superiorityNote')}>A = {number(ratings.superiority, 2)}</span>
                    </Verdict>
                  )
                ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}

const signed = (shown: string, value: number): string => (value > 0 ? `+${shown}` : shown.replace('-', '−'));

function side(title: string, name: 'now' | 'before') {
  const shown = (of: ComparedSide | null) => (of === null ? <TooFew /> : <SideShown of={of} />);
  return { title, key: name, align: 'right' as const, render: (_: unknown, row: ComparedRow) => shown(row[name]) };
}

function SideShown({ of: { filter, n, csat, index } }: { of: ComparedSide }): ReactNode {
  const { t, number } = useTexts();
  return (
    <span className="compared-side">
      <span>
        {t('csat')} <ShareInterval of={csat} />
      </span>
      <span>
        {t('tenIndex')} <PointInterval of={index} />
      </span>
      <span>
        n = <Opened by={filter}>{number(n)}</Opened>
      </span>
    </span>
  );
}

/** Better, worse or neither, in words and by a sign. */
function Verdict({
  up,
  q,
  level,
  children,
}: {
  up: boolean;
  q: number;
  level: number;
  children: ReactNode;
}): ReactNode {
  const { t } = useTexts();
  const shownQ = useQ();
  const verdict = q >= level ? 'same' : up ? 'better' : 'worse';
  return (
    <span className="verdict">
      <Tag className={`verdict-${verdict}`}>{t(`verdict_${verdict}`)}</Tag>
      <span>{children}</span>
      <small>q {q < 0.001 ? shownQ(q) : `= ${shownQ(q)}`}</small>
    </span>
  );
}
