import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import { useBreakdown } from '../../api/queries.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useFigureColumns } from '../../parts/figureColumns.tsx';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';

export function ChannelPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const { comments, share, negative, meanRating } = useFigureColumns(({ key }) => ({ channel: [key] }));
  const rows = useBreakdown(filter, 'channel');
  return (
    <Card size="small" title={t('channels')} className="wide">
      <Loaded of={rows}>
        {(channels) => (
          <Table
            size="small"
            rowKey="key"
            dataSource={channels}
            scroll={{ x: true }}
            pagination={{ pageSize: 10, hideOnSinglePage: true }}
            columns={[
              {
                title: t('channel'),
                dataIndex: 'key',
                render: (key: string, { name }) => (
                  <CommentsLink of={{ channel: [key] }}>{key === '' ? t('noChannel') : name}</CommentsLink>
                ),
              },
              comments,
              share,
              negative,
              meanRating,
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
