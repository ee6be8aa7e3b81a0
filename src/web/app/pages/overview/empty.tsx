import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Progress, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { finishedJob } from '../../api/jobs.ts';
import type { Job } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Failed } from '../../parts/states.tsx';

/** What to do first: load the sample, or import a file. */
export default function EmptyWorkspace(): ReactNode {
  const { t } = useTexts();
  return (
    <Empty
      description={
        <>
          <strong>{t('empty')}</strong>
          <br />
          {t('emptyNote')}
        </>
      }
    >
      <Space wrap>
        <SampleData />
        <Link to="/import">
          <Button>{t('import')}</Button>
        </Link>
      </Space>
    </Empty>
  );
}

/** Loads the sample, with its progress. */
export function SampleData(): ReactNode {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const load = useMutation({
    mutationFn: async () => finishedJob(await call<Job>('/v1/sample', { method: 'POST' }), setJob),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (load.error !== null) return <Failed error={load.error} retry={() => load.mutate()} />;
  return load.isPending ? (
    <div role="status" style={{ minWidth: 200 }}>
      {t('sampleLoading')}
      <Progress percent={percentOf(job)} aria-label={t('sampleLoading')} />
    </div>
  ) : (
    <Button type="primary" onClick={() => load.mutate()}>
      {t('sample')}
    </Button>
  );
}

function percentOf(job: Job | null): number {
  const { done, total } = job?.progress ?? { done: 0, total: null };
  return total === null || total === 0 ? 0 : Math.round((100 * done) / total);
}
