import { Button, Card, Empty, Popconfirm, Space, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { download } from '../api/client.ts';
import { fileOf, type ReportHead, removeReport, useReportCall, useReports } from '../api/reports.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/reports.ts';
import { languages, useTexts } from '../i18n/texts.ts';
import { useMay } from '../parts/access.ts';
import { FailureShown, useRefused } from '../parts/failureShown.tsx';
import { Loaded } from '../parts/states.tsx';
import { NewReport } from './reports/newReport.tsx';
import { ReportDrawer } from './reports/reportDrawer.tsx';
import { Schedules } from './reports/schedules.tsx';

const formats = ['html', 'docx', 'xlsx', 'md'] as const;

/** Reports, each frozen as it was made, to be opened and handed out; and those that are made by schedule. */
export default function ReportsPage(): ReactNode {
  const { t } = useTexts();
  const mayMake = useMay('analyse');
  const reports = useReports();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <FilterBar />
      {mayMake && (
        <Card size="small" title={t('makeReport')}>
          <NewReport reports={reports.data?.items ?? []} made={setOpen} />
        </Card>
      )}
      <Card size="small" style={{ marginTop: 12 }}>
        <Loaded of={reports}>
          {({ items }) =>
            items.length === 0 ? <Empty description={t('noReports')} /> : <ReportTable reports={items} open={setOpen} />
          }
        </Loaded>
      </Card>
      <Schedules />
      {open !== null && <ReportDrawer id={open} close={() => setOpen(null)} />}
    </>
  );
}

function ReportTable({ reports, open }: { reports: ReportHead[]; open: (id: string) => void }): ReactNode {
  const { t, number, time } = useTexts();
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={reports}
      pagination={{ pageSize: 15, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        {
          title: t('reportTitle'),
          key: 'title',
          className: 'titled',
          render: (_, { title, period }) => <bdi>{title ?? `${period.from} – ${period.to}`}</bdi>,
        },
        {
          title: t('reportPeriod'),
          key: 'period',
          className: 'nowrap',
          render: (_, { period }) => `${period.from} – ${period.to}`,
        },
        {
          title: t('reportLanguage'),
          dataIndex: 'language',
          render: (language: keyof typeof languages) => languages[language],
        },
        {
          title: t('comments'),
          dataIndex: 'comments',
          align: 'right',
          render: (n: number | null) => (n === null ? '–' : number(n)),
        },
        { title: t('created'), dataIndex: 'createdAt', className: 'nowrap', render: time },
        {
          title: t('reportStatus'),
          dataIndex: 'status',
          render: (status: ReportHead['status'], { problem }) => (
            <>
              <Tag>{t(`report_${status}`)}</Tag>
              {problem !== null && <FailureShown of={{ kind: 'report', ...problem }} />}
            </>
          ),
        },
        { title: t('reportFiles'), key: 'files', render: (_, report) => <Files of={report} open={open} /> },
        { title: '', key: 'act', render: (_, report) => <Remove of={report} /> },
      ]}
    />
  );
}

function Files({ of: { id, status }, open }: { of: ReportHead; open: (id: string) => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  if (status !== 'succeeded') return '–';
  const fetchFile = (format: string) => download(fileOf(id, format)).catch(refused);
  return (
    <Space size={4}>
      <Button size="small" type="primary" onClick={() => open(id)}>
        {t('openReport')}
      </Button>
      {formats.map((format) => (
        <Button key={format} size="small" onClick={() => void fetchFile(format)}>
          {format.toUpperCase()}
        </Button>
      ))}
    </Space>
  );
}

function Remove({ of: { id, status } }: { of: ReportHead }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const mayMake = useMay('analyse');
  const act = useReportCall(refused);
  if (!mayMake || status === 'queued' || status === 'running') return null;
  return (
    <Popconfirm
      title={t('removeReportSure')}
      okText={t('removeReport')}
      cancelText={t('cancel')}
      onConfirm={() => act.mutate(removeReport(id))}
    >
      <Button size="small">{t('removeReport')}</Button>
    </Popconfirm>
  );
}
