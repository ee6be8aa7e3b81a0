import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, Select, Switch, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import type { List, Role, User } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';
import { ShownOnce } from './shownOnce.tsx';

const roles = ['reader', 'analyst', 'reviewer', 'admin'] as const satisfies Role[];
const path = '/v1/users';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

interface NewUser {
  login: string;
  name: string;
  role: Role;
}

/** The people of the workspace. Somebody new chooses a password by a link that an administrator hands over. */
export function UserPanel(): ReactNode {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<NewUser>();
  const [link, setLink] = useState<string | null>(null);
  const users = useQuery({ queryKey: [path], queryFn: () => call<List<User>>(path) });
  const onError = useRefused();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [path] });
  const invite = useMutation({
    mutationFn: (id: string) => call<{ link: string }>(`${pathOf(id)}/invite`, { method: 'POST' }),
    onSuccess: (made) => setLink(new URL(made.link, location.origin).href),
    onError,
  });
  const create = useMutation({
    mutationFn: (body: NewUser) => call<User>(path, { method: 'POST', body }),
    onSuccess: ({ id }) => {
      form.resetFields();
      invite.mutate(id);
      return onSuccess();
    },
    onError,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
      call(pathOf(id), { method: 'PATCH', body }),
    onSuccess,
    onError,
  });
  return (
    <Card size="small">
      {link !== null && <ShownOnce note={t('inviteMade')} secret={link} />}
      <Form
        form={form}
        layout="inline"
        onFinish={(values) => create.mutate(values)}
        initialValues={{ role: 'analyst' }}
        style={{ rowGap: 8, marginBottom: 12 }}
      >
        <Form.Item name="name" label={t('name')} rules={[{ required: true, max: 200 }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t('login')} rules={[{ required: true }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t('role')}>
          <Select style={{ minWidth: 120 }} options={roles.map((value) => ({ value, label: t(`role_${value}`) }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('inviteOne')}
        </Button>
      </Form>
      <Loaded of={users}>
        {({ items }) => (
          <UserTable users={items} change={(changes) => change.mutate(changes)} invite={(id) => invite.mutate(id)} />
        )}
      </Loaded>
    </Card>
  );
}

function UserTable({
  users,
  change,
  invite,
}: {
  users: User[];
  change: (changes: { id: string; role?: Role; disabled?: boolean }) => void;
  invite: (id: string) => void;
}): ReactNode {
  const { t, time } = useTexts();
  return (
    <Table
      className="stacked"
      size="small"
      rowKey="id"
      dataSource={users}
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        { title: t('name'), dataIndex: 'name' },
        { title: t('login'), dataIndex: 'login' },
        {
          title: t('role'),
          dataIndex: 'role',
          render: (role: Role, { id, name }) => (
            <Select
              value={role}
              aria-label={`${t('role')}: ${name}`}
              options={roles.map((value) => ({ value, label: t(`role_${value}`) }))}
              onChange={(chosen) => change({ id, role: chosen })}
              popupMatchSelectWidth={false}
            />
          ),
        },
        {
          title: t('lastSignIn'),
          dataIndex: 'lastSignInAt',
          className: 'nowrap',
          render: (at: string | null) => (
            <span className="stacked-line">
              <span className="stacked-label">{t('lastSignIn')}</span>
              {at === null ? '–' : time(at)}
            </span>
          ),
        },
        {
          title: t('mayEnter'),
          key: 'enabled',
          render: (_, { id, name, disabled }) => (
            <span className="stacked-line">
              <span className="stacked-label" aria-hidden>
                {t('mayEnter')}
              </span>
              <Switch
                checked={!disabled}
                aria-label={`${t('mayEnter')}: ${name}`}
                onChange={(enabled) => change({ id, disabled: !enabled })}
              />
            </span>
          ),
        },
        {
          title: '',
          key: 'invite',
          render: (_, { id }) => (
            <Button size="small" onClick={() => invite(id)}>
              {t('newLink')}
            </Button>
          ),
        },
      ]}
    />
  );
}
