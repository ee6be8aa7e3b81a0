import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, Space, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { apiKey, call, ProblemError } from '../api/client.ts';
import type { Workspace } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';
import { Appearance } from '../layout.tsx';

/** Asks for a key, and keeps it for this tab when the service knows it. */
export default function SignInPage({ enter }: { enter: () => void }): ReactNode {
  const { t } = useTexts();
  const [wrong, setWrong] = useState<string | null>(null);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => call<{ done: boolean }>('/v1/setup') });

  const submit = async ({ key }: { key: string }) => {
    apiKey.set(key.trim());
    try {
      await call<Workspace>('/v1/workspace');
      enter();
    } catch (error) {
      apiKey.forget();
      setWrong(error instanceof ProblemError && error.status === 401 ? t('keyWrong') : (error as Error).message);
    }
  };

  return (
    <main className="sign-in">
      <Card>
        <Typography.Title level={1} style={{ fontSize: 24 }}>
          回音 huiyin
        </Typography.Title>
        <Typography.Paragraph>{t('about')}</Typography.Paragraph>
        {setup.data?.done === false && <Alert type="info" showIcon title={t('notSetUp')} />}
        <Form layout="vertical" onFinish={submit} style={{ marginTop: 16 }}>
          <Form.Item name="key" label={t('key')} extra={t('keyNote')} rules={[{ required: true }]}>
            <Input.Password autoComplete="off" />
          </Form.Item>
          {wrong !== null && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 16 }} />}
          <Button type="primary" htmlType="submit" block>
            {t('signIn')}
          </Button>
        </Form>
        <Space style={{ marginTop: 24 }}>
          <Appearance />
          <a href="/docs">{t('documentation')}</a>
        </Space>
      </Card>
    </main>
  );
}
