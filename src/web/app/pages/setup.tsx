import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select, Switch, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../api/client.ts';
import { type Access, setUp } from '../api/session.ts';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from '../parts/failureShown.tsx';
import { DoorFrame } from './frame.tsx';
import { takeToken } from './token.ts';

const taxonomies = ['cx', 'dining', 'equipment', 'banking'] as const;
const passwordCharacters = 10;

interface Fields {
  workspace: string;
  taxonomy: string;
  login: string;
  name: string;
  password: string;
}

/** The first start: a workspace with its first admin, or with a key alone. */
export default function SetupPage({ enter }: { enter: (access: Access) => void }): ReactNode {
  const { t } = useTexts();
  const [token] = useState(takeToken);
  const [person, setPerson] = useState(true);
  const [wrong, setWrong] = useState<Error | null>(null);
  const [made, setMade] = useState<{ access: Access; key: string } | null>(null);
  const done = useQuery({ queryKey: ['setup'], queryFn: () => call<{ done: boolean }>('/v1/setup') });

  const submit = async ({ workspace, taxonomy, ...admin }: Fields) => {
    setWrong(null);
    try {
      const { access, key } = await setUp({ token: token ?? '', workspace, taxonomy, ...(person && { admin }) });
      if (key === null) enter(access);
      else setMade({ access, key });
    } catch (error) {
      setWrong(error as Error);
    }
  };

  if (made !== null)
    return (
      <DoorFrame>
        <Typography.Paragraph>{t('yourKey')}</Typography.Paragraph>
        <Typography.Paragraph code copyable className="key">
          {made.key}
        </Typography.Paragraph>
        <Button type="primary" onClick={() => enter(made.access)}>
          {t('goOn')}
        </Button>
      </DoorFrame>
    );
  if (token === null || done.data?.done === true)
    return (
      <DoorFrame>
        <Alert type="info" showIcon title={t(done.data?.done === true ? 'setupDone' : 'noToken')} />
        <p>
          <a href="/">{t('goOn')}</a>
        </p>
      </DoorFrame>
    );
  return (
    <DoorFrame>
      <Form
        layout="vertical"
        onFinish={submit}
        initialValues={{ workspace: 'default', taxonomy: 'cx' }}
        style={{ marginTop: 16 }}
      >
        <Form.Item name="workspace" label={t('workspace')} rules={[{ required: true, max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="taxonomy" label={t('taxonomy')}>
          <Select options={taxonomies.map((value) => ({ value, label: t(`taxonomy_${value}`) }))} />
        </Form.Item>
        <Form.Item label={t('withAdmin')}>
          <Switch checked={person} onChange={setPerson} aria-label={t('withAdmin')} />
        </Form.Item>
        {person && (
          <>
            <Form.Item name="name" label={t('name')} rules={[{ required: true, max: 200 }]}>
              <Input autoComplete="name" />
            </Form.Item>
            <Form.Item name="login" label={t('login')} rules={[{ required: true }]}>
              <Input autoComplete="username" />
            </Form.Item>
            <NewPassword />
          </>
        )}
        {wrong !== null && (
          <Alert type="error" showIcon title={<FailureShown of={wrong} />} style={{ marginBottom: 16 }} />
        )}
        <Button type="primary" htmlType="submit" block>
          {t(person ? 'createAdmin' : 'createKey')}
        </Button>
      </Form>
    </DoorFrame>
  );
}

export function NewPassword(): ReactNode {
  const { t } = useTexts();
  return (
    <Form.Item
      name="password"
      label={t('password')}
      extra={t('passwordNote', { n: passwordCharacters })}
      rules={[{ required: true, min: passwordCharacters, message: t('passwordNote', { n: passwordCharacters }) }]}
    >
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  );
}
