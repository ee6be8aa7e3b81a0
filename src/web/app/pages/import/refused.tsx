import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { FailureError } from '../../api/client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';

/** Why a file could not be looked at, checked or imported. */
export function Refused({ problem, close }: { problem: Error; close: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 12 }}
      title={t('failed')}
      description={
        <FailureShown of={problem instanceof FailureError ? { kind: 'import', ...problem.failure } : problem} />
      }
      action={<Button onClick={close}>{t('otherFile')}</Button>}
    />
  );
}
