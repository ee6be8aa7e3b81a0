import { App, Button, Drawer, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import {
  addressOf,
  replayFailed,
  useDeliveries,
  useWebhookCall,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../../../api/webhooks.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { FailureShown, useRefused } from '../../../parts/failureShown.tsx';
import { Loaded } from '../../../parts/states.tsx';
import { EventShown } from './eventShown.tsx';

const colours = { pending: 'processing', delivered: 'success', failed: 'error' } as const;

/** What was sent to a webhook, what it answered, and sending it again. */
export function Deliveries({
  webhook: { id, url },
  close,
}: {
  webhook: WebhookEndpoint;
  close: () => void;
}): ReactNode {
  const { t, time } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const deliveries = useDeliveries(id);
  const again = useWebhookCall<{ deliveries: number } | undefined>(refused);
  const tell = (n: number) => void message.success(t('sentAgain', { n }));
  return (
    <Drawer open size={820} title={`${t('deliveries')} · ${url}`} onClose={close}>
      <Button
        style={{ marginBottom: 12 }}
        onClick={() => again.mutate(replayFailed(id), { onSuccess: (answer) => tell(answer?.deliveries ?? 0) })}
      >
        {t('sendAgainAll')}
      </Button>
      <Loaded of={deliveries}>
        {({ items }) => (
          <Table
            size="small"
            rowKey="id"
            dataSource={items}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            scroll={{ x: true }}
            columns={[
              { title: t('created'), dataIndex: 'createdAt', className: 'nowrap', render: time },
              { title: t('event'), dataIndex: 'event', render: (event: string) => <EventShown event={event} /> },
              {
                title: t('webhookState'),
                dataIndex: 'state',
                render: (state: WebhookDelivery['state']) => <Tag color={colours[state]}>{t(`delivery_${state}`)}</Tag>,
              },
              {
                title: t('answerStatus'),
                key: 'status',
                className: 'titled',
                render: (_, { status, failure }) =>
                  status ?? (failure === null ? '–' : <FailureShown of={{ code: failure, detail: null }} />),
              },
              { title: t('tries'), dataIndex: 'tries', align: 'right' },
              {
                title: '',
                key: 'act',
                render: (_, { id: delivery, state }) =>
                  state !== 'pending' && (
                    <Button
                      size="small"
                      onClick={() =>
                        again.mutate(
                          { to: `${addressOf(id)}/deliveries/${encodeURIComponent(delivery)}/replay`, method: 'POST' },
                          { onSuccess: () => tell(1) },
                        )
                      }
                    >
                      {t('sendAgain')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Drawer>
  );
}
