import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import type { Inbox } from '../../api/issues.ts';
import { useTexts } from '../../i18n/texts.ts';

interface Choice {
  state: string[];
  department: string[];
  overdue: boolean;
}

/** What each department has to do; its numbers choose the issues behind them. */
export function Inboxes({ rows, choose }: { rows: Inbox[]; choose: (choice: Choice) => void }): ReactNode {
  const { t, number } = useTexts();
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noIssueWork')} />;
  const link = (n: number, choice: Choice): ReactNode => (
    <Button type="link" size="small" onClick={() => choose(choice)}>
      {number(n)}
    </Button>
  );
  return (
    <Table
      size="small"
      rowKey="department"
      dataSource={rows}
      pagination={{ pageSize: 8, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('owner'), dataIndex: 'department', className: 'nowrap' },
        {
          title: t('openIssues'),
          key: 'open',
          align: 'right',
          sorter: (a, b) => a.open - b.open,
          render: (_, { open, department }) => link(open, { state: [], department: [department], overdue: false }),
        },
        { title: t('unassigned'), dataIndex: 'unassigned', align: 'right', render: (n: number) => number(n) },
        {
          title: t('waiting'),
          key: 'waiting',
          align: 'right',
          render: (_, { waitingCustomer, department }) =>
            link(waitingCustomer, { state: ['waiting_customer'], department: [department], overdue: false }),
        },
        {
          title: t('overdueColumn'),
          key: 'overdue',
          align: 'right',
          sorter: (a, b) => a.overdue - b.overdue,
          render: (_, { overdue, department }) => link(overdue, { state: [], department: [department], overdue: true }),
        },
        {
          title: t('answerOverdue'),
          dataIndex: 'firstResponseOverdue',
          align: 'right',
          render: (n: number) => number(n),
        },
        {
          title: t('followUp'),
          key: 'followUp',
          align: 'right',
          render: (_, { followUp: { n, mean } }) => (mean === null ? '–' : `${number(mean, 1)} (n = ${number(n)})`),
        },
      ]}
    />
  );
}
