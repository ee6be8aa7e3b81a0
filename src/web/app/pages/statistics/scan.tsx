import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card } from 'antd';
import { type ReactNode, useState } from 'react';
import { finishedJob } from '../../api/jobs.ts';
import { type QualityTable, startScan } from '../../api/statistics.ts';
import type { Job } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { FailureAlert } from '../../parts/failureAlert.tsx';
import { JobProgress } from '../../parts/jobProgress.tsx';
import { Opened } from '../../parts/links.tsx';

/** When the data were last looked through; starts another scan, and follows it. */
export function ScanPanel({ table: { scan, unscanned } }: { table: QualityTable }): ReactNode {
  const { t, number, time } = useTexts();
  const may = useMay('analyse');
  const queries = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const run = useMutation({
    mutationFn: async () => finishedJob(await startScan(), setJob),
    onSettled: () => {
      setJob(null);
      return queries.invalidateQueries({ queryKey: ['/v1/stats'] });
    },
  });
  return (
    <Card size="small" className="wide" title={t('scan')}>
      <div className="row">
        <span>
          {scan === null ? (
            t('neverScanned')
          ) : (
            <Opened by={{ scanned: true }}>
              {t('scanned', { time: time(scan.endedAt), n: number(scan.comments) })}
            </Opened>
          )}{' '}
          {unscanned > 0 && scan !== null && (
            <Opened by={{ scanned: false }}>{t('unscanned', { n: number(unscanned) })}</Opened>
          )}
        </span>
        {run.isPending ? (
          <JobProgress job={job} title={t('scanning')} />
        ) : (
          may && (
            <Button type="primary" icon={<SafetyCertificateOutlined />} onClick={() => run.mutate()}>
              {t('startScan')}
            </Button>
          )
        )}
      </div>
      {run.error !== null && <FailureAlert of={run.error} />}
    </Card>
  );
}
