import { App, Button, Card, Empty, Form, Input, Popconfirm, Select, Space, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import {
  addressOf,
  addWebhook,
  useWebhookCall,
  useWebhooks,
  type WebhookEndpoint,
  type WebhookEvent,
  type WebhookInput,
} from '../../api/webhooks.ts';
import '../../i18n/alerts.ts';
import { useTexts } from '../../i18n/texts.ts';
import { eventName } from '../../i18n/webhookEvents.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';
import { ShownOnce } from './shownOnce.tsx';
import { Deliveries } from './webhooks/deliveries.tsx';
import { EventShown } from './webhooks/eventShown.tsx';

const events = [
  'comment.analysed',
  'conflict.flagged',
  'issue.opened',
  'issue.changed',
  'issue.overdue',
  'review.decided',
  'alert.raised',
  'topic_run.finished',
  'model.promoted',
  'report.ready',
] as const satisfies WebhookEvent[];

/** Which systems are told what happens here, and what came of telling them. */
export function WebhookPanel(): ReactNode {
  const { t } = useTexts();
  const webhooks = useWebhooks();
  const [secret, setSecret] = useState<string | null>(null);
  const [shown, setShown] = useState<WebhookEndpoint | null>(null);
  return (
    <Card size="small">
      {secret !== null && <ShownOnce note={t('webhookSecret')} secret={secret} />}
      <NewWebhook made={setSecret} />
      <Loaded of={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty description={t('noWebhooks')} />
          ) : (
            <WebhookTable webhooks={items} made={setSecret} show={setShown} />
          )
        }
      </Loaded>
      {shown !== null && <Deliveries webhook={shown} close={() => setShown(null)} />}
    </Card>
  );
}

function NewWebhook({ made }: { made: (secret: string | null) => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const [form] = Form.useForm<WebhookInput>();
  const add = useWebhookCall<{ secret: string | null }>(refused);
  const save = (values: WebhookInput) =>
    add.mutate(addWebhook({ ...values, description: values.description ?? '' }), {
      onSuccess: ({ secret }) => {
        made(secret);
        form.resetFields();
      },
    });
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={save}
      initialValues={{ events: ['alert.raised'], content: 'tags' }}
      style={{ maxWidth: 720, marginBottom: 12 }}
    >
      <Form.Item name="url" label={t('webhookUrl')} rules={[{ required: true, max: 2000 }]}>
        <Input inputMode="url" />
      </Form.Item>
      <Form.Item name="events" label={t('webhookEvents')} rules={[{ required: true }]}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'sought' }}
          options={events.map((value) => ({
            value,
            label: <EventShown event={value} />,
            sought: `${eventName(value, t)} ${value}`,
          }))}
        />
      </Form.Item>
      <div className="two">
        <Form.Item name="content" label={t('webhookContent')}>
          <Select options={(['tags', 'full'] as const).map((value) => ({ value, label: t(`content_${value}`) }))} />
        </Form.Item>
        <Form.Item name="description" label={t('note')} rules={[{ max: 200 }]}>
          <Input />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t('addWebhook')}
      </Button>
    </Form>
  );
}

function WebhookTable({
  webhooks,
  made,
  show,
}: {
  webhooks: WebhookEndpoint[];
  made: (secret: string | null) => void;
  show: (webhook: WebhookEndpoint) => void;
}): ReactNode {
  const { t } = useTexts();
  return (
    <Table
      className="stacked"
      size="small"
      rowKey="id"
      dataSource={webhooks}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        {
          title: t('webhookUrl'),
          dataIndex: 'url',
          render: (url: string, { description }) => (
            <>
              <bdi className="key">{url}</bdi>
              <div className="quiet">
                <bdi>{description}</bdi>
              </div>
            </>
          ),
        },
        {
          title: t('webhookEvents'),
          dataIndex: 'events',
          render: (list: string[]) =>
            list.map((event) => (
              <Tag key={event}>
                <EventShown event={event} />
              </Tag>
            )),
        },
        { title: t('webhookState'), key: 'state', className: 'titled', render: (_, webhook) => <State of={webhook} /> },
        { title: '', key: 'act', render: (_, webhook) => <Acts of={webhook} made={made} show={show} /> },
      ]}
    />
  );
}

function State({ of: { disabled, failingSince } }: { of: WebhookEndpoint }): ReactNode {
  const { t, time } = useTexts();
  return (
    <>
      <Tag color={disabled === null ? 'success' : 'default'}>
        {t(disabled === null ? 'webhookOn' : `webhook_${disabled}`)}
      </Tag>
      {failingSince !== null && <div className="quiet">{t('failingSince', { time: time(failingSince) })}</div>}
    </>
  );
}

function Acts({
  of: webhook,
  made,
  show,
}: {
  of: WebhookEndpoint;
  made: (secret: string | null) => void;
  show: (webhook: WebhookEndpoint) => void;
}): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const { id, disabled } = webhook;
  const to = addressOf(id);
  const act = useWebhookCall<{ secret?: string | null } | undefined>(refused);
  return (
    <Space wrap>
      <Button size="small" onClick={() => show(webhook)}>
        {t('deliveries')}
      </Button>
      <Button
        size="small"
        onClick={() =>
          act.mutate({ to: `${to}/test`, method: 'POST' }, { onSuccess: () => void message.success(t('testSent')) })
        }
      >
        {t('sendTest')}
      </Button>
      <Button
        size="small"
        onClick={() =>
          act.mutate(
            { to: `${to}/secret`, method: 'POST', body: {} },
            { onSuccess: (answer) => made(answer?.secret ?? null) },
          )
        }
      >
        {t('newSecret')}
      </Button>
      <Button size="small" onClick={() => act.mutate({ to, method: 'PATCH', body: { enabled: disabled !== null } })}>
        {t(disabled === null ? 'webhookOff' : 'switchedOn')}
      </Button>
      <Popconfirm
        title={t('removeWebhookSure')}
        okText={t('removeRule')}
        cancelText={t('cancel')}
        onConfirm={() => act.mutate({ to, method: 'DELETE' })}
      >
        <Button size="small">{t('removeRule')}</Button>
      </Popconfirm>
    </Space>
  );
}
