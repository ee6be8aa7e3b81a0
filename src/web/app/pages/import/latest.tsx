import { useQuery } from '@tanstack/react-query';
import { Card, Empty, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../api/client.ts';
import type { ImportResult, Job, List } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';
import { RejectedRows } from './doneStep.tsx';

const path = '/v1/jobs?limit=100';
export const latestImports = [path];

/** The imports among the latest jobs: how each ended, and its rejected rows. */
export function LatestImports(): ReactNode {
  const { t } = useTexts();
  const jobs = useQuery({ queryKey: latestImports, queryFn: () => call<List<Job>>(path) });
  return (
    <Card size="small" title={t('latestImports')} style={{ marginTop: 16 }}>
      <Loaded of={jobs}>{({ items }) => <ImportTable jobs={items.filter(isImport)} />}</Loaded>
    </Card>
  );
}

function isImport({ kind, result }: Job): boolean {
  return kind === 'sample' || (kind === 'import' && (result as ImportResult | undefined)?.dryRun !== true);
}

function ImportTable({ jobs }: { jobs: Job[] }): ReactNode {
  const { t, time } = useTexts();
  if (jobs.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noImports')} />;
  return (
    <Table
      className="stacked"
      size="small"
      rowKey="id"
      dataSource={jobs}
      pagination={{ pageSize: 8, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('created'), dataIndex: 'createdAt', className: 'nowrap', render: time },
        {
          title: t('kind'),
          dataIndex: 'kind',
          className: 'nowrap',
          render: (kind: 'import' | 'sample') => t(`job_${kind}`),
        },
        {
          title: t('job_state'),
          dataIndex: 'state',
          render: (state: Job['state']) => <Tag>{t(`job_${state}`)}</Tag>,
        },
        { title: t('comments'), key: 'counts', className: 'titled', render: (_, job) => <Counts job={job} /> },
      ]}
    />
  );
}

function Counts({ job }: { job: Job }): ReactNode {
  const { t } = useTexts();
  const result = job.result as ImportResult | undefined;
  if (job.problem !== undefined) return <FailureShown of={{ kind: job.kind, ...job.problem }} />;
  if (result === undefined) return '–';
  const { created, updated, unchanged, rejected } = result;
  return (
    <div className="row">
      {t('importCounts', { created, updated, unchanged, rejected })}
      {rejected > 0 && <RejectedRows id={job.id} />}
    </div>
  );
}
