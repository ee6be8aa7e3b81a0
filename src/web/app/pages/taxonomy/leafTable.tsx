import { Table } from 'antd';
import type { ReactNode } from 'react';
import { useTaxonomy } from '../../api/queries.ts';
import type { BreakdownRow } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useFigureColumns } from '../../parts/figureColumns.tsx';
import { useDepartmentName } from '../../parts/labels.ts';

export function LeafTable({ rows }: { rows: BreakdownRow[] }): ReactNode {
  const { t, number } = useTexts();
  const { issue, comments, share, negative, meanRating } = useFigureColumns();
  const { data } = useTaxonomy();
  const departmentName = useDepartmentName();
  const leaves = new Map(data?.leaves.map((leaf) => [leaf.code, leaf]));
  return (
    <Table
      size="small"
      rowKey="key"
      dataSource={rows}
      scroll={{ x: true }}
      pagination={{ pageSize: 12, hideOnSinglePage: true, size: 'small' }}
      columns={[
        issue,
        comments,
        share,
        negative,
        meanRating,
        { title: t('owner'), key: 'owner', render: (_, { key }) => departmentName(leaves.get(key)?.department ?? '') },
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
