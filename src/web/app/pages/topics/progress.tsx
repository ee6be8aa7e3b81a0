import { useMutation } from '@tanstack/react-query';
import { App, Button, Card } from 'antd';
import type { ReactNode } from 'react';
import { cancelJob, type TopicRun } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/may.ts';
import { Failed } from '../../parts/states.tsx';
import { JobProgress, useJob } from './runParts.tsx';

export function RunProgress({ run, ended }: { run: TopicRun; ended: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const may = useMay('admin');
  const { job, error } = useJob(run.jobId, ended);
  const cancel = useMutation({
    mutationFn: () => cancelJob(run.jobId!),
    onSuccess: ended,
    onError: (refused) => {
      void message.error(refused.message);
      ended();
    },
  });
  if (error !== null) return <Failed error={error} retry={ended} />;
  return (
    <Card size="small" title={t(job?.state === 'running' ? 'runGoing' : 'runQueued')}>
      <JobProgress job={job} />
      <p className="quiet lead">{t('runNote')}</p>
      {may && run.jobId !== null && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('cancelRun')}
        </Button>
      )}
    </Card>
  );
}
