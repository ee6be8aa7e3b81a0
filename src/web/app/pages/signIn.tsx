import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Segmented, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { call, ProblemError } from '../api/client.ts';
import { type Access, signIn, takeKey } from '../api/session.ts';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from '../parts/failureShown.tsx';
import { DoorFrame } from './frame.tsx';

type Means = 'person' | 'key';

/** Lets a person in by name and password, or a program's key for this tab. */
export default function SignInPage({ enter }: { enter: (access: Access) => void }): ReactNode {
  const { t } = useTexts();
  const [means, setMeans] = useState<Means>('person');
  const [wrong, setWrong] = useState<ReactNode>(null);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => call<{ done: boolean }>('/v1/setup') });

  const submit = async ({ login, password, key }: { login: string; password: string; key: string }) => {
    setWrong(null);
    try {
      enter(means === 'key' ? await takeKey(key.trim()) : await signIn(login, password));
    } catch (error) {
      const refused = error instanceof ProblemError && error.status === 401;
      setWrong(refused ? t(means === 'key' ? 'keyWrong' : 'passwordWrong') : <FailureShown of={error as Error} />);
    }
  };

  return (
    <DoorFrame>
      <Typography.Paragraph>{t('about')}</Typography.Paragraph>
      {setup.data?.done === false && <Alert type="info" showIcon title={t('notSetUp')} style={{ marginBottom: 16 }} />}
      <Segmented
        block
        value={means}
        onChange={setMeans}
        options={[
          { value: 'person', label: t('byPassword') },
          { value: 'key', label: t('key') },
        ]}
      />
      <Form layout="vertical" onFinish={submit} style={{ marginTop: 16 }}>
        {means === 'key' ? (
          <Form.Item name="key" label={t('key')} extra={t('keyNote')} rules={[{ required: true }]}>
            <Input.Password autoComplete="off" />
          </Form.Item>
        ) : (
          <>
            <Form.Item name="login" label={t('login')} rules={[{ required: true }]}>
              <Input autoComplete="username" />
            </Form.Item>
            <Form.Item name="password" label={t('password')} rules={[{ required: true }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
          </>
        )}
        {wrong !== null && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 16 }} />}
        <Button type="primary" htmlType="submit" block>
          {t('signIn')}
        </Button>
      </Form>
    </DoorFrame>
  );
}
