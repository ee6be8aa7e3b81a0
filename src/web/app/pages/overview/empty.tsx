import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { finishedJob } from '../../api/jobs.ts';
import type { Job } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { JobProgress } from '../../parts/jobProgress.tsx';
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
    <JobProgress job={job} title={t('sampleLoading')} />
  ) : (
    <Button type="primary" onClick={() => load.mutate()}>
      {t('sample')}
    </Button>
  );
}
