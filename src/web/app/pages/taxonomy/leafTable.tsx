import { Table } from 'antd';
import type { ReactNode } from 'react';
import { useTaxonomy } from '../../api/queries.ts';
import type { BreakdownRow } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLabelNames } from '../../parts/labels.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { negativeShare } from './tree.ts';

export function LeafTable({ rows }: { rows: BreakdownRow[] }): ReactNode {
  const { t, number, percent } = useTexts();
  const names = useLabelNames();
  const { data } = useTaxonomy();
  const leaves = new Map(data?.leaves.map((leaf) => [leaf.code, leaf]));
  return (
    <Table
      size="small"
      rowKey="key"
      dataSource={rows}
      scroll={{ x: true }}
      pagination={{ pageSize: 12, hideOnSinglePage: true, size: 'small' }}
      columns={[
        {
          title: t('issue'),
          dataIndex: 'key',
          render: (code: string, { name }) => (
            <CommentsLink of={{ label: [code] }}>{names.get(code) ?? name}</CommentsLink>
          ),
        },
        {
          title: t('comments'),
          dataIndex: 'comments',
          align: 'right',
          sorter: (a, b) => a.comments - b.comments,
          render: (n: number) => number(n),
        },
        {
          title: t('share'),
          key: 'share',
          align: 'right',
          render: (_, { share }) => (
            <span title={t('interval', { low: percent(share.low), high: percent(share.high), n: number(share.n) })}>
              {percent(share.value)}
            </span>
          ),
        },
        {
          title: t('negativeShare'),
          key: 'negative',
          align: 'right',
          sorter: (a, b) => negativeShare(a) - negativeShare(b),
          render: (_, row) => percent(negativeShare(row), 0),
        },
        {
          title: t('meanRating'),
          dataIndex: 'meanRating',
          align: 'right',
          sorter: (a, b) => (a.meanRating ?? 0) - (b.meanRating ?? 0),
          render: (mean: number | null) => (mean === null ? '–' : number(mean, 2)),
        },
        { title: t('owner'), key: 'owner', render: (_, { key }) => leaves.get(key)?.department },
        {
          title: t('sla'),
          key: 'sla',
          align: 'right',
          render: (_, { key }) => {
            const hours = leaves.get(key)?.slaHours;
            return hours === undefined ? '–' : t('hours', { n: number(hours) });
          },
        },
      ]}
    />
  );
}
