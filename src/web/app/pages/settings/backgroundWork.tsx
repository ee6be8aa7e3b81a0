import { App, Button, Card, Empty, Space, Table } from 'antd';
import type { ReactNode } from 'react';
import {
  type FailureSource,
  useReplay,
  useWorkDepths,
  useWorkFailures,
  type WorkDepth,
  type WorkFailure,
} from '../../api/backgroundWork.ts';
import '../../i18n/backgroundWork.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown, useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';

const sources = [
  ['comments', 'workRetryComments'],
  ['jobs', 'workRetryJobs'],
  ['deliveries', 'workRetryDeliveries'],
] as const;

/** What waits and what has failed behind the pages, and another try of it. */
export function BackgroundWorkPanel(): ReactNode {
  const { t } = useTexts();
  const depths = useWorkDepths();
  const failures = useWorkFailures();
  return (
    <>
      <Card size="small" title={t('backgroundWork')}>
        <Loaded of={depths}>
          {({ items }) => (items.length === 0 ? <Empty description={t('noWork')} /> : <Depths of={items} />)}
        </Loaded>
      </Card>
      <Card size="small" title={t('workFailures')} style={{ marginTop: 12 }}>
        <Loaded of={failures}>
          {({ items }) => (items.length === 0 ? t('noWorkFailures') : <Failures of={items} />)}
        </Loaded>
      </Card>
    </>
  );
}

function Depths({ of: depths }: { of: WorkDepth[] }): ReactNode {
  const { t, number, time } = useTexts();
  const count = (n: number) => number(n);
  return (
    <Table
      size="small"
      rowKey="kind"
      dataSource={depths}
      pagination={false}
      scroll={{ x: true }}
      columns={[
        { title: t('workKind'), dataIndex: 'kind', render: (kind: WorkDepth['kind']) => t(`work_${kind}`) },
        { title: t('workWaiting'), dataIndex: 'waiting', align: 'right', render: count },
        { title: t('workInHand'), dataIndex: 'inHand', align: 'right', render: count },
        { title: t('workFailed'), dataIndex: 'failed', align: 'right', render: count },
        {
          title: t('workOldest'),
          dataIndex: 'oldestAt',
          className: 'nowrap',
          render: (at: string | null) => (at === null ? '–' : time(at)),
        },
      ]}
    />
  );
}

function Failures({ of }: { of: WorkFailure[] }): ReactNode {
  const { t, time } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const replay = useReplay((n) => void message.success(t('workQueued', { n })), refused);
  const again = (order: { source: FailureSource; id?: string }) => replay.mutate(order);
  const open = sources.filter(([source]) => of.some((one) => one.replayable && sourceOf(one) === source));
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        {open.map(([source, name]) => (
          <Button key={source} onClick={() => again({ source })}>
            {t(name)}
          </Button>
        ))}
      </Space>
      <Table
        size="small"
        rowKey={({ kind, id }) => `${kind} ${id}`}
        dataSource={of}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: true }}
        columns={[
          { title: t('workKind'), dataIndex: 'kind', render: (kind: WorkFailure['kind']) => t(`work_${kind}`) },
          {
            title: t('workFailedAt'),
            dataIndex: 'failedAt',
            className: 'nowrap',
            render: (at: string | null) => (at === null ? '–' : time(at)),
          },
          {
            title: t('workReason'),
            key: 'reason',
            className: 'titled',
            render: (_, failure) => <Reason of={failure} />,
          },
          {
            title: '',
            key: 'act',
            render: (_, failure) =>
              failure.replayable && (
                <Button size="small" onClick={() => again({ source: sourceOf(failure), id: failure.id })}>
                  {t('workRetry')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

/** Beside a delivery stands where it was to go. */
function Reason({ of: { kind, reason, detail } }: { of: WorkFailure }): ReactNode {
  if (kind !== 'delivery') return <FailureShown of={{ kind, code: reason, detail }} />;
  return (
    <>
      <FailureShown of={{ kind, code: reason, detail: null }} />
      <div className="quiet">
        <bdi>{detail}</bdi>
      </div>
    </>
  );
}

function sourceOf({ kind }: WorkFailure): FailureSource {
  if (kind === 'analysis') return 'comments';
  return kind === 'delivery' ? 'deliveries' : 'jobs';
}
