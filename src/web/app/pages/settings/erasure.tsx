import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Checkbox, Form, Input, Popconfirm, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import { finishedJob } from '../../api/jobs.ts';
import type { ErasureResult, Job } from '../../api/types.ts';
import '../../i18n/erasure.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { JobProgress } from '../../parts/jobProgress.tsx';

const kinds = ['author', 'externalIds'] as const;

interface Order {
  by: (typeof kinds)[number];
  author?: string;
  externalIds?: string;
  source?: string;
  retrain: boolean;
}

/** Erases a person, or comments by the ids of their source, and shows the balance. */
export function ErasureCard(): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const queries = useQueryClient();
  const [form] = Form.useForm<Order>();
  const [job, setJob] = useState<Job | null>(null);
  const [balance, setBalance] = useState<ErasureResult | null>(null);
  const by = Form.useWatch('by', form);
  const erase = useMutation({
    async mutationFn(order: Order) {
      setBalance(null);
      const { jobId } = await call<{ jobId: string }>('/v1/erasures', { method: 'POST', body: bodyOf(order) });
      return finishedJob(await call<Job>(`/v1/jobs/${encodeURIComponent(jobId)}`), setJob);
    },
    onSuccess: ({ result }) => {
      setBalance(result as ErasureResult);
      form.resetFields();
      return queries.invalidateQueries();
    },
    onError: refused,
    onSettled: () => setJob(null),
  });
  return (
    <Card size="small" title={t('privacy')} style={{ marginTop: 12 }}>
      <p className="quiet">{t('erasureNote')}</p>
      <Form<Order>
        form={form}
        layout="vertical"
        initialValues={{ by: 'author', retrain: false }}
        onFinish={(order) => erase.mutate(order)}
        style={{ maxWidth: 560 }}
      >
        <Form.Item name="by" label={t('erasureBy')}>
          <Radio.Group options={kinds.map((value) => ({ value, label: t(`erasureBy_${value}`) }))} />
        </Form.Item>
        {by === 'externalIds' ? (
          <>
            <Form.Item name="externalIds" label={t('erasureIds')} rules={[{ required: true }]}>
              <Input.TextArea rows={4} />
            </Form.Item>
            <Form.Item name="source" label={t('erasureSource')}>
              <Input maxLength={200} />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="author" label={t('erasureAuthor')} rules={[{ required: true, max: 200 }]}>
            <Input autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="retrain" valuePropName="checked">
          <Checkbox>{t('erasureRetrain')}</Checkbox>
        </Form.Item>
        <Popconfirm title={t('eraseSure')} okText={t('erase')} cancelText={t('cancel')} onConfirm={() => form.submit()}>
          <Button loading={erase.isPending}>{t('erase')}</Button>
        </Popconfirm>
      </Form>
      {erase.isPending && <JobProgress job={job} title={t('erasing')} />}
      {balance !== null && <p role="status">{t('erasedCount', { found: balance.found, erased: balance.erased })}</p>}
    </Card>
  );
}

function bodyOf({ by, author, externalIds = '', source, retrain }: Order): object {
  if (by === 'author') return { author, retrain };
  const ids = externalIds.split('\n').map((line) => line.trim());
  return { externalIds: ids.filter((id) => id !== ''), ...(source ? { source } : {}), retrain };
}
