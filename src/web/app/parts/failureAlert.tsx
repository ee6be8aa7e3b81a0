import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from './failureShown.tsx';

/** That what was asked for on this page has failed, and why. */
export function FailureAlert({ of }: { of: Error }): ReactNode {
  const { t } = useTexts();
  return <Alert className="note" type="error" showIcon title={t('failed')} description={<FailureShown of={of} />} />;
}
