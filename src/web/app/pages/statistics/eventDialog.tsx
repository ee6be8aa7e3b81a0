import { Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import type { EventKind } from '../../api/events.ts';
import { useBreakdown } from '../../api/queries.ts';
import { addEvent, useStatisticsCall } from '../../api/statistics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';

const kinds = [
  'outage',
  'policy_change',
  'release',
  'promotion',
  'price_change',
  'season',
  'other',
] as const satisfies EventKind[];

interface Fields {
  name: string;
  kind: EventKind;
  from: string;
  to?: string;
  channel?: string;
  outlet?: string;
  note?: string;
}

export function EventDialog({ close }: { close: () => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const [form] = Form.useForm<Fields>();
  const channels = useBreakdown({}, 'channel').data ?? [];
  const add = useStatisticsCall(refused);
  const save = ({ name, kind, from, to, channel, outlet, note }: Fields) =>
    add.mutate(
      addEvent({
        name,
        kind,
        from,
        to: to || from,
        channel: channel || null,
        outlet: outlet || null,
        note: note || null,
      }),
      { onSuccess: close },
    );
  const required = [{ required: true, message: t('fieldNeeded') }];
  return (
    <Modal
      open
      title={t('addEvent')}
      okText={t('addIt')}
      cancelText={t('keepIt')}
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" initialValues={{ kind: 'other' }} onFinish={save}>
        <div className="two">
          <Form.Item name="name" label={t('eventName')} rules={[...required, { max: 200 }]}>
            <Input />
          </Form.Item>
          <Form.Item name="kind" label={t('eventKind')}>
            <Select options={kinds.map((value) => ({ value, label: t(`event_${value}`) }))} />
          </Form.Item>
          <Form.Item name="from" label={t('firstDay')} rules={required}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="to" label={t('lastDayOf')} extra={t('lastDayNote')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="channel" label={t('channel')}>
            <Select
              allowClear
              placeholder={t('everywhere')}
              options={channels.filter(({ key }) => key !== '').map(({ key, name }) => ({ value: key, label: name }))}
            />
          </Form.Item>
          <Form.Item name="outlet" label={t('outlet')}>
            <Input placeholder={t('everywhere')} />
          </Form.Item>
        </div>
        <Form.Item name="note" label={t('eventNote')} rules={[{ max: 2000 }]}>
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  );
}
