import { Button, Card, Empty, Popconfirm, Space, Switch, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type AlertRule, removeRule, switchRule, useAlertChange, useAlertRules } from '../../api/alerts.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { useDepartmentName } from '../../parts/labels.ts';
import { Loaded } from '../../parts/states.tsx';
import { RuleDialog } from './ruleDialog.tsx';

/** The rules, each with how often it was raised. */
export function AlertRules(): ReactNode {
  const { t } = useTexts();
  const mayChange = useMay('admin');
  const rules = useAlertRules();
  const [edited, setEdited] = useState<AlertRule | 'new' | null>(null);
  return (
    <Card size="small">
      {mayChange && (
        <Button type="primary" onClick={() => setEdited('new')} style={{ marginBottom: 12 }}>
          {t('addAlert')}
        </Button>
      )}
      <Loaded of={rules}>
        {({ items }) =>
          items.length === 0 ? <Empty description={t('noAlertRules')} /> : <RuleTable rules={items} edit={setEdited} />
        }
      </Loaded>
      {edited !== null && <RuleDialog rule={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
    </Card>
  );
}

function RuleTable({ rules, edit }: { rules: AlertRule[]; edit: (rule: AlertRule) => void }): ReactNode {
  const { t, time, number } = useTexts();
  const departmentName = useDepartmentName();
  const refused = useRefused();
  const mayChange = useMay('admin');
  const change = useAlertChange(refused);
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={rules}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('named'), dataIndex: 'name', render: (name: string) => <bdi>{name}</bdi> },
        {
          title: t('alertKind'),
          key: 'kind',
          render: (_, { condition }) => <Tag>{t(`alert_${condition.kind}`)}</Tag>,
        },
        {
          title: t('owner'),
          dataIndex: 'department',
          render: (department: string | null) => (department === null ? '–' : departmentName(department)),
        },
        {
          title: t('raised'),
          key: 'raised',
          className: 'nowrap',
          render: (_, { alerts }) => t('ofThem', { open: number(alerts.open), all: number(alerts.all) }),
        },
        {
          title: t('lastRaised'),
          key: 'last',
          className: 'nowrap',
          render: (_, { alerts }) => (alerts.lastRaisedAt === null ? '–' : time(alerts.lastRaisedAt)),
        },
        {
          title: t('switchedOn'),
          key: 'on',
          render: (_, { id, name, enabled }) => (
            <Switch
              size="small"
              checked={enabled}
              disabled={!mayChange}
              aria-label={`${t('switchedOn')}: ${name}`}
              onChange={(on) => change.mutate(switchRule(id, on))}
            />
          ),
        },
        ...(mayChange
          ? [
              {
                title: '',
                key: 'act',
                render: (_: unknown, rule: AlertRule) => (
                  <Space>
                    <Button size="small" onClick={() => edit(rule)}>
                      {t('editAlert')}
                    </Button>
                    <Popconfirm
                      title={t('removeRuleSure')}
                      okText={t('removeRule')}
                      cancelText={t('cancel')}
                      onConfirm={() => change.mutate(removeRule(rule.id))}
                    >
                      <Button size="small">{t('removeRule')}</Button>
                    </Popconfirm>
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
