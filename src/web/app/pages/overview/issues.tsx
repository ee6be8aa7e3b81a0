import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import { useBreakdown } from '../../api/queries.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLabelNames } from '../../parts/labels.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';

export function IssuePanel(): ReactNode {
  const { t, number, percent } = useTexts();
  const { filter } = useFilter();
  const names = useLabelNames();
  const rows = useBreakdown(filter, 'label');
  return (
    <Card size="small" title={t('topIssues')}>
      <Loaded of={rows}>
        {(leaves) => (
          <Table
            size="small"
            rowKey="key"
            dataSource={leaves}
            scroll={{ x: true }}
            pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
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
                title: t('negativeShare'),
                key: 'negative',
                align: 'right',
                sorter: (a, b) => a.negative / a.comments - b.negative / b.comments,
                render: (_, { negative, comments }) => (comments === 0 ? '–' : percent(negative / comments, 0)),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
