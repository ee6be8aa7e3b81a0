import { Button, Card, Empty, Form, Input, Select, Table } from 'antd';
import type { ReactNode } from 'react';
import { addSchedule, type ReportSchedule, removeSchedule, useReportCall, useSchedules } from '../../api/reports.ts';
import { filterBody, useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';

const cadences = ['weekly', 'monthly', 'quarterly'] as const;

/** Reports that are made when a period is over, each compared with the one before it. */
export function Schedules(): ReactNode {
  const { t, language } = useTexts();
  const refused = useRefused();
  const { filter } = useFilter();
  const mayMake = useMay('analyse');
  const schedules = useSchedules();
  const [form] = Form.useForm();
  const act = useReportCall(refused);
  const add = ({ name, cadence }: { name: string; cadence: string }) => {
    const { from: _, to: __, ...filters } = filterBody(filter);
    act.mutate(addSchedule({ name, cadence, language, filters }), { onSuccess: () => form.resetFields() });
  };
  return (
    <Card size="small" title={t('schedules')} style={{ marginTop: 12 }}>
      {mayMake && (
        <Form
          form={form}
          layout="inline"
          onFinish={add}
          initialValues={{ cadence: 'monthly' }}
          style={{ rowGap: 8, marginBottom: 12 }}
        >
          <Form.Item name="name" label={t('named')} rules={[{ required: true, max: 200 }]}>
            <Input />
          </Form.Item>
          <Form.Item name="cadence" label={t('reportEvery')}>
            <Select
              options={cadences.map((value) => ({ value, label: t(`reportEvery_${value}`) }))}
              style={{ minWidth: 110 }}
            />
          </Form.Item>
          <Button htmlType="submit" loading={act.isPending}>
            {t('addSchedule')}
          </Button>
        </Form>
      )}
      <Loaded of={schedules}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noReportSchedules')} />
          ) : (
            <ScheduleTable schedules={items} remove={mayMake ? (id) => act.mutate(removeSchedule(id)) : null} />
          )
        }
      </Loaded>
    </Card>
  );
}

function ScheduleTable({
  schedules,
  remove,
}: {
  schedules: ReportSchedule[];
  remove: ((id: string) => void) | null;
}): ReactNode {
  const { t, time } = useTexts();
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={schedules}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('named'), dataIndex: 'name', render: (name: string) => <bdi>{name}</bdi> },
        {
          title: t('reportEvery'),
          dataIndex: 'cadence',
          render: (cadence: ReportSchedule['cadence']) => t(`reportEvery_${cadence}`),
        },
        { title: t('nextReport'), dataIndex: 'nextRunAt', className: 'nowrap', render: time },
        {
          title: '',
          key: 'act',
          render: (_, { id }) =>
            remove !== null && (
              <Button size="small" onClick={() => remove(id)}>
                {t('removeReport')}
              </Button>
            ),
        },
      ]}
    />
  );
}
