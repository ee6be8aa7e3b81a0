import { Card, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Benchmark } from '../../api/statistics.ts';
import type { KeywordRow } from '../../api/types.ts';
import { type Filter, filterQuery, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { TwoSidedBar } from '../../parts/cellBar.tsx';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { ShareShown } from '../../parts/shareShown.tsx';
import { useQ } from './shown.tsx';

type Leaf = Benchmark['leaves'][number];

/** What is said more and less of than by others, and what they speak of that we do not. */
export function BenchmarkLeaves({ leaves }: { leaves: Leaf[] }): ReactNode {
  const { t, number, percent } = useTexts();
  const names = useNodeNames();
  const shownQ = useQ();
  return (
    <Card size="small" className="wide" title={t('benchmarkLeaves')}>
      <p className="quiet lead">{t('blindSpotNote')}</p>
      <Table<Leaf>
        size="small"
        rowKey="code"
        dataSource={leaves}
        scroll={{ x: true }}
        pagination={inPages(12)}
        columns={[
          {
            title: t('by_label'),
            key: 'name',
            render: (_, { code, name, filter, blindSpot }) => (
              <>
                <Opened by={filter}>{names.get(code) ?? name}</Opened> {blindSpot && <Tag>◆ {t('blindSpot')}</Tag>}
              </>
            ),
            filters: [{ text: t('blindSpot'), value: 'blind' }],
            onFilter: (_, { blindSpot }) => blindSpot,
          },
          {
            title: t('represented'),
            dataIndex: 'represented',
            filters: (['over', 'under', 'same'] as const).map((value) => ({ text: t(`represented_${value}`), value })),
            onFilter: (value, { represented }) => represented === value,
            render: (represented: Leaf['represented']) => <Tag>{t(`represented_${represented}`)}</Tag>,
          },
          {
            title: t('own'),
            key: 'own',
            className: 'nowrap',
            align: 'right',
            sorter: (a, b) => a.ownShare - b.ownShare,
            render: (_, { own, ownShare, filter }) => (
              <Opened by={filter}>
                {percent(ownShare)} · {number(own)}
              </Opened>
            ),
          },
          {
            title: t('others'),
            key: 'other',
            className: 'nowrap',
            align: 'right',
            sorter: (a, b) => a.otherShare - b.otherShare,
            render: (_, { other, otherShare, otherFilter }) => (
              <Opened by={otherFilter}>
                {percent(otherShare)} · {number(other)}
              </Opened>
            ),
          },
          {
            title: 'z',
            dataIndex: 'z',
            className: 'nowrap',
            align: 'right',
            sorter: (a, b) => a.z - b.z,
            render: (z: number) => number(Math.round(10 * z) / 10 || 0, 1),
          },
          { title: 'q', dataIndex: 'q', className: 'nowrap', align: 'right', render: shownQ },
        ]}
      />
    </Card>
  );
}

/** Words that tell the two sides apart. */
export function BenchmarkWords({ words, own, other }: { words: KeywordRow[]; own: Filter; other: Filter }): ReactNode {
  const { t, number } = useTexts();
  const strongest = Math.max(1, ...words.map(({ z = 0 }) => Math.abs(z)));
  const opened = (filter: Filter, term: string) => `/explore${filterQuery(withValues(filter, { keyword: [term] }))}`;
  return (
    <Card size="small" className="wide" title={t('benchmarkWords')}>
      <Table<KeywordRow>
        size="small"
        rowKey="term"
        dataSource={words}
        scroll={{ x: true }}
        pagination={inPages(10)}
        locale={{ emptyText: t('noWords') }}
        columns={[
          {
            title: t('keyword'),
            dataIndex: 'term',
            render: (term: string, { z = 0 }) => (
              <Link className="whole" to={opened(z < 0 ? other : own, term)}>
                {term}
              </Link>
            ),
          },
          {
            title: t('represented'),
            dataIndex: 'z',
            render: (z: number) => (
              <TwoSidedBar share={z / strongest}>
                {t(z > 0 ? 'represented_over' : 'represented_under')} · z {number(z, 1)}
              </TwoSidedBar>
            ),
          },
          {
            title: t('own'),
            key: 'own',
            className: 'nowrap',
            align: 'right',
            render: (_, { share, term }) => (
              <Link to={opened(own, term)}>
                <ShareShown share={share} />
              </Link>
            ),
          },
          {
            title: t('others'),
            key: 'other',
            className: 'nowrap',
            align: 'right',
            render: (_, { otherShare, term }) =>
              otherShare === undefined ? (
                '–'
              ) : (
                <Link to={opened(other, term)}>
                  <ShareShown share={otherShare} />
                </Link>
              ),
          },
        ]}
      />
    </Card>
  );
}
