import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import type { Inbox } from '../../api/issues.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDepartmentName } from '../../parts/labels.ts';

export const issueFlags = ['overdue', 'unassigned', 'firstResponseOverdue'] as const;
type IssueFlag = (typeof issueFlags)[number];

/** Which issues are listed; `flags` must all hold. */
export interface Choice {
  state: string[];
  department: string[];
  flags: IssueFlag[];
}

/** What each department has to do; its numbers choose the issues behind them. */
export function Inboxes({ rows, choose }: { rows: Inbox[]; choose: (choice: Choice) => void }): ReactNode {
  const { t, number } = useTexts();
  const departmentName = useDepartmentName();
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noIssueWork')} />;
  const link = (n: number, { department }: Inbox, choice: Partial<Choice>): ReactNode => (
    <Button
      type="link"
      size="small"
      onClick={() => choose({ state: [], department: [department], flags: [], ...choice })}
    >
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
        { title: t('owner'), dataIndex: 'department', className: 'nowrap', render: departmentName },
        {
          title: t('openIssues'),
          key: 'open',
          align: 'right',
          sorter: (a, b) => a.open - b.open,
          render: (_, inbox) => link(inbox.open, inbox, {}),
        },
        {
          title: t('unassigned'),
          key: 'unassigned',
          align: 'right',
          render: (_, inbox) => link(inbox.unassigned, inbox, { flags: ['unassigned'] }),
        },
        {
          title: t('waiting'),
          key: 'waiting',
          align: 'right',
          render: (_, inbox) => link(inbox.waitingCustomer, inbox, { state: ['waiting_customer'] }),
        },
        {
          title: t('overdueColumn'),
          key: 'overdue',
          align: 'right',
          sorter: (a, b) => a.overdue - b.overdue,
          render: (_, inbox) => link(inbox.overdue, inbox, { flags: ['overdue'] }),
        },
        {
          title: t('answerOverdue'),
          key: 'firstResponseOverdue',
          align: 'right',
          render: (_, inbox) => link(inbox.firstResponseOverdue, inbox, { flags: ['firstResponseOverdue'] }),
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
