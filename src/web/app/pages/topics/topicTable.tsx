import { Button, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Topic, TopicRun } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { SmallBandBar } from '../../parts/bandBar.tsx';
import { inPages } from '../../parts/inPages.ts';
import { ShareShown } from '../../parts/shareShown.tsx';
import { blameOf, topicComments, topicSize } from './figures.ts';

export function TopicTable({
  run,
  chosen,
  select,
}: {
  run: TopicRun;
  chosen: number;
  select: (n: number) => void;
}): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table<Topic>
      size="small"
      rowKey="n"
      dataSource={run.topics}
      scroll={{ x: true }}
      pagination={inPages(10)}
      rowClassName={({ n }) => (n === chosen ? 'chosen' : '')}
      columns={[
        {
          title: t('topic'),
          dataIndex: 'name',
          render: (name: string, { n }) => (
            <Button type="link" size="small" className="name" aria-pressed={n === chosen} onClick={() => select(n)}>
              {n + 1}. {name}
            </Button>
          ),
        },
        {
          title: t('comments'),
          key: 'comments',
          align: 'right',
          sorter: (a, b) => topicSize(a) - topicSize(b),
          render: (_, topic) => <Link to={topicComments(run.id, topic.n)}>{number(topicSize(topic))}</Link>,
        },
        {
          title: t('share'),
          key: 'share',
          align: 'right',
          render: (_, { share }) => (share === null ? '–' : <ShareShown share={share} />),
        },
        {
          title: <span title={t('npmiNote')}>NPMI</span>,
          dataIndex: 'npmi',
          align: 'right',
          sorter: (a, b) => a.npmi - b.npmi,
          render: (npmi: number) => number(npmi, 2),
        },
        {
          title: t('sentiment'),
          key: 'sentiment',
          sorter: (a, b) => blameOf(a) - blameOf(b),
          render: (_, { sentiment }) => <SmallBandBar counts={sentiment} />,
        },
      ]}
    />
  );
}
