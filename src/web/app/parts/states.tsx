import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from './failureShown.tsx';

interface Loading<T> {
  data: T | undefined;
  error: Error | null;
  refetch(): unknown;
}

/** What a query has to show: its data, that it is on its way, or why there is none. */
export function Loaded<T>({ of, children }: { of: Loading<T>; children: (data: T) => ReactNode }): ReactNode {
  const { t } = useTexts();
  if (of.data !== undefined) return children(of.data);
  if (of.error === null) return <Skeleton active title={false} paragraph={{ rows: 4 }} aria-label={t('loading')} />;
  return <Failed error={of.error} retry={() => of.refetch()} />;
}

export function Failed({ error, retry }: { error: Error; retry: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Alert
      type="error"
      showIcon
      title={t('failed')}
      description={<FailureShown of={error} />}
      action={<Button onClick={retry}>{t('retry')}</Button>}
    />
  );
}
