import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import { useBreakdown } from '../../api/queries.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';

export function ChannelPanel(): ReactNode {
  const { t, number, percent } = useTexts();
  const { filter } = useFilter();
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
                render: (key: string, { name }) =>
                  key === '' ? '–' : <CommentsLink of={{ channel: [key] }}>{name}</CommentsLink>,
              },
              { title: t('comments'), dataIndex: 'comments', align: 'right', render: (n: number) => number(n) },
              { title: t('share'), key: 'share', align: 'right', render: (_, { share }) => percent(share.value) },
              {
                title: t('negativeShare'),
                key: 'negative',
                align: 'right',
                render: (_, { negative, comments }) => (comments === 0 ? '–' : percent(negative / comments)),
              },
              {
                title: t('meanRating'),
                dataIndex: 'meanRating',
                align: 'right',
                render: (mean: number | null) => (mean === null ? '–' : number(mean, 2)),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
