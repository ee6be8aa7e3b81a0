import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Popconfirm, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { cancelJob, deleteRun, isOver, type TopicRunHead } from '../../api/topics.ts';
import { filterOf, filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { StatusTag, useOrderText } from './runParts.tsx';

export function RunTable({ runs, more }: { runs: TopicRunHead[]; more: (() => void) | null }): ReactNode {
  const { t, time, number } = useTexts();
  const { search } = useLocation();
  const orderText = useOrderText();
  const may = useMay('analyse');
  if (runs.length === 0)
    return (
      <Empty description={t('noRuns')}>
        <span className="quiet">{t(may ? 'noRunsNote' : 'noRunsReader')}</span>
      </Empty>
    );
  return (
    <>
      <Table
        size="small"
        rowKey="id"
        dataSource={runs}
        scroll={{ x: true }}
        pagination={false}
        columns={[
          {
            title: t('started'),
            dataIndex: 'createdAt',
            render: (at: string, { id, definitionId }) => (
              <>
                <Link className="whole" to={{ pathname: `/topics/${id}`, search }}>
                  {time(at)}
                </Link>
                {definitionId !== null && <Tag className="beside">{t('bySchedule')}</Tag>}
              </>
            ),
          },
          { title: t('status'), dataIndex: 'status', render: (status) => <StatusTag status={status} /> },
          { title: t('order'), key: 'order', render: (_, run) => <span className="whole">{orderText(run)}</span> },
          {
            title: t('ofFilter'),
            dataIndex: 'filters',
            render: (filters) => <FilterTags filter={filterOf(filters)} />,
          },
          {
            title: t('comments'),
            dataIndex: 'comments',
            align: 'right',
            render: (n: number | null, { filters }) =>
              n === null ? '–' : <Link to={`/explore${filterQuery(filterOf({ ...filters }))}`}>{number(n)}</Link>,
          },
          ...(may
            ? [{ title: t('actions'), key: 'act', render: (_: unknown, run: TopicRunHead) => <Act run={run} /> }]
            : []),
        ]}
      />
      {more !== null && (
        <div className="more">
          <Button onClick={more}>{t('more')}</Button>
        </div>
      )}
    </>
  );
}

/** What can be done with a run from the list: cancel it while it goes, remove it when it is over. */
function Act({ run }: { run: TopicRunHead }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => (isOver(run) || run.jobId === null ? deleteRun(run.id) : cancelJob(run.jobId)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/topics'] }),
    onError: refused,
  });
  if (!isOver(run))
    return (
      <Button size="small" loading={act.isPending} onClick={() => act.mutate()}>
        {t('cancelRun')}
      </Button>
    );
  return (
    <Popconfirm title={t('deleteRunSure')} okText={t('delete')} cancelText={t('cancel')} onConfirm={() => act.mutate()}>
      <Button size="small" loading={act.isPending}>
        {t('delete')}
      </Button>
    </Popconfirm>
  );
}
