import { useMutation } from '@tanstack/react-query';
import { Button, Card } from 'antd';
import type { ReactNode } from 'react';
import { cancelJob, type TopicRun } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { JobProgress } from '../../parts/jobProgress.tsx';
import { Failed } from '../../parts/states.tsx';
import { useJob } from './runParts.tsx';

export function RunProgress({ run, ended }: { run: TopicRun; ended: () => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const may = useMay('analyse');
  const { job, error } = useJob(run.jobId, ended);
  const cancel = useMutation({
    mutationFn: () => cancelJob(run.jobId!),
    onSuccess: ended,
    onError: (notStopped) => {
      refused(notStopped);
      ended();
    },
  });
  if (error !== null) return <Failed error={error} retry={ended} />;
  return (
    <Card size="small" title={t(job?.state === 'running' ? 'runGoing' : 'runQueued')}>
      <JobProgress job={job} title={t('progress')} />
      <p className="quiet lead">{t('runNote')}</p>
      {may && run.jobId !== null && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('cancelRun')}
        </Button>
      )}
    </Card>
  );
}
