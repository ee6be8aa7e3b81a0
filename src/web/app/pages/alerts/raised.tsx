import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Modal, Alert as Notice, Segmented, Skeleton, Space, Table, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { type Alert, type AlertFinding, changeAlert, emailOf, useAlertChange, useRaised } from '../../api/alerts.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { useDepartmentName } from '../../parts/labels.ts';
import { Loaded } from '../../parts/states.tsx';

const states = ['open', 'acknowledged', 'resolved'] as const;
const colours = { open: 'error', acknowledged: 'processing', resolved: 'success' } as const;

export function RaisedAlerts(): ReactNode {
  const { t } = useTexts();
  const [state, setState] = useState<Alert['state']>('open');
  const [email, setEmail] = useState<Alert | null>(null);
  const alerts = useRaised([state]);
  return (
    <>
      <Segmented
        value={state}
        options={states.map((value) => ({ value, label: t(`alertState_${value}`) }))}
        onChange={setState}
        style={{ marginBottom: 12 }}
        aria-label={t('webhookState')}
      />
      <Card size="small">
        <Loaded of={alerts}>
          {({ items }) =>
            items.length === 0 ? <Empty description={t('noAlerts')} /> : <AlertTable alerts={items} mail={setEmail} />
          }
        </Loaded>
      </Card>
      {email !== null && <Email of={email} close={() => setEmail(null)} />}
    </>
  );
}

function AlertTable({ alerts, mail }: { alerts: Alert[]; mail: (alert: Alert) => void }): ReactNode {
  const { t, time } = useTexts();
  const departmentName = useDepartmentName();
  const mayChange = useMay('review');
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={alerts}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('created'), dataIndex: 'raisedAt', className: 'nowrap', render: time },
        {
          title: t('alertRule'),
          dataIndex: 'ruleName',
          render: (name: string, { kind }) => (
            <>
              <bdi>{name}</bdi> <Tag>{t(`alert_${kind}`)}</Tag>
            </>
          ),
        },
        { title: t('found'), key: 'found', className: 'titled', render: (_, alert) => <Found of={alert} /> },
        {
          title: t('owner'),
          dataIndex: 'department',
          render: (department: string | null) => (department === null ? '–' : departmentName(department)),
        },
        {
          title: t('webhookState'),
          dataIndex: 'state',
          render: (state: Alert['state']) => <Tag color={colours[state]}>{t(`alertState_${state}`)}</Tag>,
        },
        {
          title: '',
          key: 'act',
          render: (_, alert) => (
            <Space wrap>
              {mayChange && <Acts of={alert} />}
              <Button size="small" onClick={() => mail(alert)}>
                {t('alertEmail')}
              </Button>
            </Space>
          ),
        },
      ]}
    />
  );
}

/** What made the rule fire, with the way to the comment. */
function Found({ of: { found, commentId } }: { of: Alert }): ReactNode {
  const { t } = useTexts();
  const said = useFinding(found);
  return (
    <>
      {said}{' '}
      {commentId !== null && <Link to={`/explore?comment=${encodeURIComponent(commentId)}`}>{t('showComments')}</Link>}
    </>
  );
}

function useFinding(found: AlertFinding): string {
  const { t, time, number, list } = useTexts();
  if (found.kind === 'keyword') return t('foundWords', { words: list(found.words.map(({ word }) => word)) });
  if (found.kind === 'label') return found.path.join(' / ');
  if (found.kind === 'overdue') return `${found.path.join(' / ')} · ${t('foundOverdue', { time: time(found.dueAt) })}`;
  const { measure, value, reference, from, to, n } = found;
  return t('foundWindow', {
    measure: t(`measure_${measure}`),
    value: number(value, 3),
    reference: number(reference, 3),
    from,
    to,
    n: number(n),
  });
}

function Acts({ of: { id, state } }: { of: Alert }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const change = useAlertChange(refused);
  const to = (next: Alert['state']) => change.mutate(changeAlert(id, { state: next }));
  if (state === 'resolved')
    return (
      <Button size="small" loading={change.isPending} onClick={() => to('open')}>
        {t('reopen')}
      </Button>
    );
  return (
    <>
      {state === 'open' && (
        <Button size="small" loading={change.isPending} onClick={() => to('acknowledged')}>
          {t('acknowledge')}
        </Button>
      )}
      <Button size="small" type="primary" loading={change.isPending} onClick={() => to('resolved')}>
        {t('resolve')}
      </Button>
    </>
  );
}

function Email({ of: { id }, close }: { of: Alert; close: () => void }): ReactNode {
  const { t, language } = useTexts();
  const email = useQuery({ queryKey: ['email', id, language], queryFn: () => emailOf(id, language) });
  return (
    <Modal open title={t('alertEmail')} footer={null} onCancel={close}>
      <Notice type="info" title={t('copyEmail')} style={{ marginBottom: 12 }} />
      {email.data === undefined ? (
        <Skeleton active />
      ) : (
        <Typography.Paragraph
          copyable={{ text: `${email.data.subject}\n\n${email.data.body}` }}
          className="comment-text"
        >
          <strong>{email.data.subject}</strong>
          {'\n\n'}
          {email.data.body}
        </Typography.Paragraph>
      )}
    </Modal>
  );
}
