import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, Popconfirm, Select, Space, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import type { ApiKey, KeyScope, List } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';
import { ShownOnce } from './shownOnce.tsx';

const scopes = ['read', 'ingest', 'analyse', 'review', 'admin'] as const satisfies KeyScope[];
const path = '/v1/keys';

interface NewKey {
  name: string;
  scopes: KeyScope[];
}

/** The keys of programs: what they may do, since when, and when they were last used. */
export function KeyPanel(): ReactNode {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<NewKey>();
  const [made, setMade] = useState<string | null>(null);
  const keys = useQuery({ queryKey: [path], queryFn: () => call<List<ApiKey>>(path) });
  const done = () => queries.invalidateQueries({ queryKey: [path] });
  const onError = useRefused();
  const create = useMutation({
    mutationFn: (body: NewKey) => call<{ key: string }>(path, { method: 'POST', body }),
    onSuccess: ({ key }) => {
      setMade(key);
      form.resetFields();
      return done();
    },
    onError,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => call(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: done,
    onError,
  });
  const rotate = useMutation({
    mutationFn: (id: string) => call<{ key: string }>(`${path}/${encodeURIComponent(id)}/rotate`, { method: 'POST' }),
    onSuccess: ({ key }) => {
      setMade(key);
      return done();
    },
    onError,
  });
  return (
    <Card size="small">
      {made !== null && <ShownOnce note={t('keyMade')} secret={made} />}
      <Form
        form={form}
        layout="inline"
        onFinish={(values) => create.mutate(values)}
        initialValues={{ scopes: ['read', 'ingest'] }}
        style={{ rowGap: 8, marginBottom: 12 }}
      >
        <Form.Item name="name" label={t('named')} rules={[{ required: true, max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="scopes" label={t('scopes')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            style={{ minWidth: 220 }}
            options={scopes.map((value) => ({ value, label: t(`scope_${value}`) }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('createOne')}
        </Button>
      </Form>
      <Loaded of={keys}>
        {({ items }) => <KeyTable keys={items} revoke={(id) => revoke.mutate(id)} rotate={(id) => rotate.mutate(id)} />}
      </Loaded>
    </Card>
  );
}

interface KeyTableProps {
  keys: ApiKey[];
  revoke: (id: string) => void;
  rotate: (id: string) => void;
}

function KeyTable({ keys, revoke, rotate }: KeyTableProps): ReactNode {
  const { t, time } = useTexts();
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={keys}
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        { title: t('named'), dataIndex: 'name' },
        { title: t('keyPrefix'), dataIndex: 'prefix', render: (prefix: string) => <code>{prefix}…</code> },
        {
          title: t('scopes'),
          dataIndex: 'scopes',
          render: (list: KeyScope[]) => list.map((scope) => <Tag key={scope}>{t(`scope_${scope}`)}</Tag>),
        },
        { title: t('created'), dataIndex: 'createdAt', className: 'nowrap', render: time },
        {
          title: t('lastUsed'),
          dataIndex: 'lastUsedAt',
          className: 'nowrap',
          render: (at: string | null) => (at === null ? '–' : time(at)),
        },
        {
          title: '',
          key: 'act',
          render: (_, { id, revokedAt }) =>
            revokedAt === null ? (
              <Space size="small">
                <Popconfirm
                  title={t('rotateKeySure')}
                  okText={t('rotateKey')}
                  cancelText={t('cancel')}
                  onConfirm={() => rotate(id)}
                >
                  <Button size="small">{t('rotateKey')}</Button>
                </Popconfirm>
                <Popconfirm
                  title={t('revokeSure')}
                  okText={t('revoke')}
                  cancelText={t('cancel')}
                  onConfirm={() => revoke(id)}
                >
                  <Button size="small">{t('revoke')}</Button>
                </Popconfirm>
              </Space>
            ) : (
              <Tag>{t('revoked')}</Tag>
            ),
        },
      ]}
    />
  );
}
