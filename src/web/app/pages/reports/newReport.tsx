import { App, Button, Form, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { type ReportHead, useNewReport } from '../../api/reports.ts';
import type { Job } from '../../api/types.ts';
import { filterBody, useFilter } from '../../filters/filter.ts';
import { languages, useTexts } from '../../i18n/texts.ts';
import { JobProgress } from '../../parts/jobProgress.tsx';
import { Failed } from '../../parts/states.tsx';

const periods = ['week', 'month', 'quarter', 'days'] as const;

interface Values {
  title?: string;
  period: (typeof periods)[number];
  from?: string;
  to?: string;
  language: string;
  compareWith?: string;
}

/** What a new report is about; it is opened when it is made. */
export function NewReport({ reports, made }: { reports: ReportHead[]; made: (id: string) => void }): ReactNode {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const { filter } = useFilter();
  const [period, setPeriod] = useState<Values['period']>('month');
  const [job, setJob] = useState<Job | null>(null);
  const make = useNewReport(setJob);
  const start = ({ title = '', from = '', to = '', ...values }: Values) => {
    const { from: _, to: __, ...filters } = filterBody(filter);
    const order = {
      ...(title.trim() !== '' && { title: title.trim() }),
      period: values.period === 'days' ? { from, to } : values.period,
      filters,
      language: values.language,
      ...(values.compareWith !== undefined && { compareWith: values.compareWith }),
    };
    make.mutate(order, {
      onSuccess: (id) => {
        void message.success(t('reportMade'));
        made(id);
      },
    });
  };
  const earlier = reports.filter(({ status }) => status === 'succeeded');
  return (
    <>
      <Form<Values>
        layout="vertical"
        onFinish={start}
        initialValues={{ period: 'month', language }}
        className="report-form"
      >
        <Form.Item name="period" label={t('reportPeriod')}>
          <Select options={periods.map((value) => ({ value, label: t(`period_${value}`) }))} onChange={setPeriod} />
        </Form.Item>
        {period === 'days' &&
          (['from', 'to'] as const).map((name) => (
            <Form.Item key={name} name={name} label={t(name)} rules={[{ required: true }]}>
              <Input type="date" />
            </Form.Item>
          ))}
        <Form.Item name="language" label={t('reportLanguage')}>
          <Select options={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item name="title" label={t('reportTitle')}>
          <Input maxLength={200} placeholder={t('reportTitleNote')} />
        </Form.Item>
        <Form.Item name="compareWith" label={t('compareWithReport')}>
          <Select
            allowClear
            options={earlier.map(({ id, title, period: { from, to } }) => ({
              value: id,
              label: title ?? `${from} – ${to}`,
            }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {t('makeReport')}
        </Button>
      </Form>
      <p className="quiet">{t('reportOfFilter')}</p>
      {make.isPending && <JobProgress job={job} title={t('makingReport')} />}
      {make.error !== null && <Failed error={make.error} retry={() => make.reset()} />}
    </>
  );
}
