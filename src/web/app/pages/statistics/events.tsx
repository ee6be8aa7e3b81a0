import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Popconfirm, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type BusinessEvent, type EventKind, useEvents } from '../../api/events.ts';
import { removeEvent, useStatisticsCall } from '../../api/statistics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { inPages } from '../../parts/inPages.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { EventDialog } from './eventDialog.tsx';

/** What happened in the business; trends show it, anomalies are joined with it. */
export function EventPanel(): ReactNode {
  const { t } = useTexts();
  const may = useMay('analyse');
  const events = useEvents();
  const [open, setOpen] = useState(false);
  return (
    <Card
      size="small"
      className="wide"
      title={t('events')}
      extra={
        may && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
            {t('addEvent')}
          </Button>
        )
      }
    >
      <Loaded of={events}>
        {(items) =>
          items.length === 0 ? <Empty description={t('noEvents')} /> : <EventTable events={items} may={may} />
        }
      </Loaded>
      {open && <EventDialog close={() => setOpen(false)} />}
    </Card>
  );
}

function EventTable({ events, may }: { events: BusinessEvent[]; may: boolean }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const remove = useStatisticsCall(refused);
  return (
    <Table<BusinessEvent>
      size="small"
      rowKey="id"
      dataSource={events}
      scroll={{ x: true }}
      pagination={inPages(10)}
      columns={[
        { title: t('eventName'), dataIndex: 'name', render: (name: string) => <bdi>{name}</bdi> },
        { title: t('eventKind'), dataIndex: 'kind', render: (kind: EventKind) => <Tag>{t(`event_${kind}`)}</Tag> },
        {
          title: t('dayRange'),
          key: 'days',
          className: 'nowrap',
          render: (_, { from, to, channel }) => (
            <CommentsLink of={{ from: [from], to: [to], ...(channel === null ? {} : { channel: [channel] }) }}>
              {from} – {to}
            </CommentsLink>
          ),
        },
        { title: t('channel'), dataIndex: 'channel', render: (channel: string | null) => channel ?? '–' },
        { title: t('outlet'), dataIndex: 'outlet', render: (outlet: string | null) => outlet ?? '–' },
        { title: t('eventNote'), dataIndex: 'note', render: (note: string | null) => <bdi>{note ?? '–'}</bdi> },
        ...(may
          ? [
              {
                title: '',
                key: 'act',
                render: (_: unknown, { id, name }: BusinessEvent) => (
                  <Popconfirm
                    title={t('removeEventSure')}
                    okText={t('removeIt')}
                    cancelText={t('keepIt')}
                    onConfirm={() => remove.mutate(removeEvent(id))}
                  >
                    <Button size="small" aria-label={`${t('removeIt')}: ${name}`}>
                      {t('removeIt')}
                    </Button>
                  </Popconfirm>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
