import { Button, Card, Checkbox, Empty, Select, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type IssueState, type IssueView, useInboxes, useIssues } from '../api/issues.ts';
import '../i18n/issues.ts';
import { useTexts } from '../i18n/texts.ts';
import { useDepartmentName, useLabelNames } from '../parts/labels.ts';
import { AttentionTag } from '../parts/marks.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Choice, Inboxes, issueFlags } from './issues/inboxes.tsx';
import { IssueDrawer } from './issues/issueDrawer.tsx';

const states: IssueState[] = [
  'open',
  'assigned',
  'in_progress',
  'waiting_customer',
  'reopened',
  'resolved',
  'verified',
];
const unfinished = states.slice(0, 5);

/** The work that comments make: by department and state, what is due first; what is chosen stays in the address. */
export default function IssuesPage(): ReactNode {
  const { t } = useTexts();
  const departmentName = useDepartmentName();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<IssueView | null>(null);
  const chosen: Choice = {
    state: params.getAll('state'),
    department: params.getAll('department'),
    flags: issueFlags.filter((flag) => params.get(flag) === 'true'),
  };
  const choose = (changes: Partial<Choice>) => setParams(parametersOf({ ...chosen, ...changes }));
  const inboxes = useInboxes();
  const departments = (inboxes.data?.items ?? []).map(({ department }) => ({
    value: department,
    label: departmentName(department),
  }));
  return (
    <>
      <Card size="small" title={t('inboxes')}>
        <Loaded of={inboxes}>{({ items }) => <Inboxes rows={items} choose={choose} />}</Loaded>
      </Card>
      <search className="filters" style={{ marginTop: 12 }}>
        <Select
          mode="multiple"
          allowClear
          placeholder={t('issueState')}
          aria-label={t('issueState')}
          value={chosen.state as IssueState[]}
          options={states.map((value) => ({ value, label: t(`issueState_${value}`) }))}
          onChange={(state) => choose({ state })}
        />
        <Select
          mode="multiple"
          allowClear
          placeholder={t('owner')}
          aria-label={t('owner')}
          value={chosen.department}
          options={departments}
          onChange={(department) => choose({ department })}
        />
        <Checkbox.Group
          value={chosen.flags}
          options={issueFlags.map((value) => ({ value, label: t(`only_${value}`) }))}
          onChange={(flags) => choose({ flags })}
        />
      </search>
      <IssueList query={queryOf(chosen)} show={setOpen} />
      {open !== null && <IssueDrawer key={open.id} issue={open} show={setOpen} close={() => setOpen(null)} />}
    </>
  );
}

/** Without a state it is the list of what is still to be done. */
function queryOf(choice: Choice): string {
  const state = choice.state.length > 0 ? choice.state : unfinished;
  return parametersOf({ ...choice, state }).toString();
}

function parametersOf({ state, department, flags }: Choice): URLSearchParams {
  const params = new URLSearchParams();
  for (const value of state) params.append('state', value);
  for (const value of department) params.append('department', value);
  for (const flag of flags) params.set(flag, 'true');
  return params;
}

function IssueList({ query, show }: { query: string; show: (issue: IssueView) => void }): ReactNode {
  const { t } = useTexts();
  const issues = useIssues(query);
  return (
    <Card size="small">
      <Loaded of={issues}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <Empty description={t('noIssueWork')} />;
          return (
            <>
              <IssueTable rows={rows} show={show} />
              {issues.hasNextPage && (
                <div style={{ textAlign: 'center', marginTop: 8 }}>
                  <Button loading={issues.isFetchingNextPage} onClick={() => issues.fetchNextPage()}>
                    {t('more')}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function IssueTable({ rows, show }: { rows: IssueView[]; show: (issue: IssueView) => void }): ReactNode {
  const { t, time, percent } = useTexts();
  const departmentName = useDepartmentName();
  const names = useLabelNames();
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={false}
      scroll={{ x: true }}
      columns={[
        {
          title: t('issue'),
          key: 'issue',
          render: (_, issue) => (
            <>
              <Button type="link" size="small" onClick={() => show(issue)}>
                {names.get(issue.code) ?? issue.path.join(' / ')}
              </Button>
              {issue.removed && <Tag>{t('removedLeaf')}</Tag>}
            </>
          ),
        },
        {
          title: t('saidThere'),
          key: 'evidence',
          render: (_, { evidence }) => <bdi className="example">{evidence.map(({ text }) => text).join(' … ')}</bdi>,
        },
        { title: t('kind'), dataIndex: 'kind', render: (kind: IssueView['kind']) => t(kind) },
        { title: t('owner'), dataIndex: 'department', className: 'nowrap', render: departmentName },
        { title: t('assignee'), dataIndex: 'assignee', render: (name: string | null) => <bdi>{name ?? '–'}</bdi> },
        {
          title: t('issueState'),
          dataIndex: 'state',
          render: (state: IssueState) => <Tag>{t(`issueState_${state}`)}</Tag>,
        },
        {
          title: t('dueAt'),
          dataIndex: 'dueAt',
          className: 'nowrap',
          render: (at: string, { overdue }) => (
            <span className="row">
              {time(at)}
              {overdue && <AttentionTag>{t('isOverdue')}</AttentionTag>}
            </span>
          ),
        },
        {
          title: t('severityColumn'),
          dataIndex: 'severity',
          align: 'right',
          render: (severity: number) => percent(severity, 0),
        },
      ]}
    />
  );
}
