import { Alert, Button, Form } from 'antd';
import { type ReactNode, useState } from 'react';
import { type Access, acceptInvite } from '../api/session.ts';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from '../parts/failureShown.tsx';
import { DoorFrame } from './frame.tsx';
import { NewPassword } from './setup.tsx';
import { takeToken } from './token.ts';

/** Somebody who was invited chooses a password, and is signed in. */
export default function InvitePage({ enter }: { enter: (access: Access) => void }): ReactNode {
  const { t } = useTexts();
  const [token] = useState(takeToken);
  const [wrong, setWrong] = useState<ReactNode>(token === null ? t('noToken') : null);
  const submit = async ({ password }: { password: string }) => {
    try {
      enter(await acceptInvite(token ?? '', password));
    } catch (error) {
      setWrong(<FailureShown of={error as Error} />);
    }
  };
  return (
    <DoorFrame>
      <Form layout="vertical" onFinish={submit} style={{ marginTop: 16 }}>
        <NewPassword />
        {wrong !== null && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 16 }} />}
        <Button type="primary" htmlType="submit" block disabled={token === null}>
          {t('signIn')}
        </Button>
      </Form>
    </DoorFrame>
  );
}
