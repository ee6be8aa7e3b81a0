import { Button, Result, Space } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { download } from '../../api/client.ts';
import type { ImportResult, Job } from '../../api/types.ts';
import { filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { RowErrors } from './checkStep.tsx';

/** How an import ended, and the way to its comments. */
export function DoneStep({ job, source, again }: { job: Job; source: string; again: () => void }): ReactNode {
  const { t } = useTexts();
  const result = job.result as ImportResult | undefined;
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0, ...pickCounts(result) };
  const rejected = counts.rejected > 0;
  return (
    <>
      <Result
        status={job.state === 'cancelled' || rejected ? 'warning' : 'success'}
        title={t(job.state === 'cancelled' ? 'stopped' : 'imported')}
        subTitle={t('importCounts', counts)}
        extra={
          <Space wrap>
            <Link to={`/explore${filterQuery(source === '' ? {} : { source: [source] })}`}>
              <Button type="primary">{t('seeComments')}</Button>
            </Link>
            {rejected && <RejectedRows id={job.id} />}
            <Button onClick={again}>{t('otherFile')}</Button>
          </Space>
        }
      />
      {rejected && result !== undefined && <RowErrors result={result} />}
    </>
  );
}

export function RejectedRows({ id }: { id: string }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const fetchFile = () => download(`/v1/imports/${encodeURIComponent(id)}/errors`).catch(refused);
  return <Button onClick={() => void fetchFile()}>{t('getRejected')}</Button>;
}

function pickCounts(result: ImportResult | undefined): Partial<Record<string, number>> {
  if (result === undefined) return {};
  const { created, updated, unchanged, rejected } = result;
  return { created, updated, unchanged, rejected };
}
