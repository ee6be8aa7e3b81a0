import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Space, Steps, Tag, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../api/client.ts';
import { finishedJob } from '../api/jobs.ts';
import type { ImportPreview, ImportResult, Job } from '../api/types.ts';
import '../i18n/import.ts';
import { useTexts } from '../i18n/texts.ts';
import { useRefused } from '../parts/failureShown.tsx';
import { JobProgress } from '../parts/jobProgress.tsx';
import { CheckStep } from './import/checkStep.tsx';
import { ColumnsStep } from './import/columnsStep.tsx';
import { DoneStep } from './import/doneStep.tsx';
import { LatestImports, latestImports } from './import/latest.tsx';
import { guessedPlan, type ImportPlan, importForm } from './import/mapping.ts';
import { Refused } from './import/refused.tsx';

interface Opened {
  file: File;
  preview: ImportPreview;
  plan: ImportPlan;
  /** Of the dry run over the plan as it stands. */
  checked?: ImportResult;
  done?: Job;
}

/** From a file to its comments: look at it, say what its columns are, check all of it, import it. */
export default function ImportPage(): ReactNode {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [job, setJob] = useState<Job | null>(null);
  const look = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.append('file', file, file.name);
      const preview = await call<ImportPreview>('/v1/imports/preview', { method: 'POST', body: form });
      return { file, preview, plan: guessedPlan(preview, file.name) };
    },
    onSuccess: setOpened,
  });
  const run = useMutation({
    mutationFn: async ({ file, plan, preview, dryRun }: Opened & { dryRun: boolean }) => {
      const body = importForm(file, plan, preview.format, dryRun);
      return finishedJob(await call<Job>('/v1/imports', { method: 'POST', body }), setJob, true);
    },
    onSuccess: (ended, { dryRun, ...of }) => {
      setJob(null);
      if (dryRun) return setOpened(ended.state === 'cancelled' ? of : { ...of, checked: ended.result as ImportResult });
      setOpened({ ...of, done: ended });
      return queries.invalidateQueries();
    },
    onError: () => setJob(null),
  });
  const close = () => {
    setOpened(null);
    run.reset();
    look.reset();
    void queries.invalidateQueries({ queryKey: latestImports });
  };
  const problem = look.error ?? run.error;
  return (
    <>
      <Card>
        <Steps
          size="small"
          current={stepOf(opened)}
          items={(['stepFile', 'stepColumns', 'stepCheck', 'stepDone'] as const).map((step) => ({ title: t(step) }))}
          style={{ marginBottom: 20 }}
        />
        {opened !== null && <FileLine opened={opened} busy={run.isPending} close={close} />}
        {problem !== null && <Refused problem={problem} close={close} />}
        {run.isPending ? (
          <Running job={job} dryRun={run.variables.dryRun} />
        ) : opened === null ? (
          <Upload.Dragger
            accept=".csv,.txt,.tsv,.xlsx,.ndjson,.jsonl"
            showUploadList={false}
            disabled={look.isPending}
            customRequest={({ file }) => look.mutate(file as File)}
          >
            <p className="ant-upload-drag-icon">
              <InboxOutlined />
            </p>
            <p className="ant-upload-text">{t('importDrop')}</p>
            <p className="ant-upload-hint">{t('importKinds')}</p>
          </Upload.Dragger>
        ) : opened.done !== undefined ? (
          <DoneStep job={opened.done} source={opened.plan.source} again={close} />
        ) : opened.checked !== undefined ? (
          <CheckStep
            result={opened.checked}
            back={() => setOpened({ ...opened, checked: undefined })}
            go={() => run.mutate({ ...opened, dryRun: false })}
          />
        ) : (
          <ColumnsStep
            preview={opened.preview}
            plan={opened.plan}
            change={(plan) => setOpened({ ...opened, plan })}
            check={() => run.mutate({ ...opened, dryRun: true })}
          />
        )}
      </Card>
      <LatestImports />
    </>
  );
}

function stepOf(opened: Opened | null): number {
  if (opened === null) return 0;
  if (opened.done !== undefined) return 3;
  return opened.checked === undefined ? 1 : 2;
}

function FileLine({ opened, busy, close }: { opened: Opened; busy: boolean; close: () => void }): ReactNode {
  const { t } = useTexts();
  const { format, encoding } = opened.preview;
  return (
    <div className="row" style={{ marginBottom: 12 }}>
      <strong>
        <bdi>{opened.file.name}</bdi>
      </strong>
      <Tag>{format === 'xlsx' ? 'XLSX' : t('fileFormat', { format: format.toUpperCase(), encoding })}</Tag>
      <Button size="small" disabled={busy} onClick={close}>
        {t('otherFile')}
      </Button>
    </div>
  );
}

function Running({ job, dryRun }: { job: Job | null; dryRun: boolean }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const stop = useMutation({
    mutationFn: (id: string) => call(`/v1/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onError: refused,
  });
  const title = t(dryRun ? 'checking' : 'importing');
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <JobProgress job={job} title={title} />
      {job !== null && (
        <Button loading={stop.isPending} onClick={() => stop.mutate(job.id)}>
          {t('stopImport')}
        </Button>
      )}
    </Space>
  );
}
