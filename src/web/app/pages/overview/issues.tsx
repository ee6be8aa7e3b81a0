import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import { useBreakdown } from '../../api/queries.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useFigureColumns } from '../../parts/figureColumns.tsx';
import { Loaded } from '../../parts/states.tsx';

export function IssuePanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const { issue, comments, negative } = useFigureColumns();
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
            columns={[issue, comments, negative]}
          />
        )}
      </Loaded>
    </Card>
  );
}
