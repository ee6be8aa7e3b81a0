import { Card, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Topic } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CellBar } from '../../parts/cellBar.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { topicComments } from './figures.ts';

interface OfTopic {
  run: string;
  topic: Topic;
}

export function TopicChannels({ run, topic }: OfTopic): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <Card size="small" title={t('channels')}>
      <Table
        size="small"
        rowKey="key"
        dataSource={topic.channels}
        pagination={{ pageSize: 6, hideOnSinglePage: true, size: 'small' }}
        columns={[
          { title: t('channel'), dataIndex: 'key', render: (key: string) => (key === '' ? t('noChannel') : key) },
          {
            title: t('comments'),
            dataIndex: 'count',
            align: 'right',
            render: (count: number, { key }) => (
              <Link to={topicComments(run, topic.n, { channel: [key] })}>{number(count)}</Link>
            ),
          },
          {
            title: t('share'),
            dataIndex: 'share',
            width: '45%',
            render: (share: number) => <CellBar share={share}>{percent(share, 0)}</CellBar>,
          },
        ]}
      />
    </Card>
  );
}

/** Leaves of the taxonomy that its comments have more often than other comments. */
export function TopicLeaves({ run, topic }: OfTopic): ReactNode {
  const { t, number, percent } = useTexts();
  const names = useLabelNames();
  return (
    <Card size="small" title={t('topicLeaves')}>
      <Table
        size="small"
        rowKey="code"
        dataSource={topic.leaves}
        pagination={false}
        locale={{ emptyText: <Typography.Text type="secondary">{t('noLeaves')}</Typography.Text> }}
        columns={[
          { title: t('label'), dataIndex: 'code', render: (code: string) => names.get(code) ?? code },
          {
            title: t('comments'),
            dataIndex: 'count',
            align: 'right',
            render: (count: number, { code }) => (
              <Link to={topicComments(run, topic.n, { label: [code] })}>{number(count)}</Link>
            ),
          },
          { title: t('share'), dataIndex: 'share', align: 'right', render: (share: number) => percent(share, 0) },
          {
            title: <span title={t('leafLiftNote')}>{t('lift')}</span>,
            dataIndex: 'lift',
            align: 'right',
            className: 'nowrap',
            render: (lift: number) => t('times', { n: number(lift, 1) }),
          },
        ]}
      />
    </Card>
  );
}
