import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { ProblemError } from '../../api/client.ts';
import { JobFailure } from '../../api/jobs.ts';
import type { Failure } from '../../i18n/failures.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';

/** Why a file could not be looked at, checked or imported. */
export function Refused({ problem, close }: { problem: Error; close: () => void }): ReactNode {
  const { t } = useTexts();
  const failure = failureOf(problem);
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 12 }}
      title={t('failed')}
      description={failure === null ? problem.message : <FailureShown of={failure} />}
      action={<Button onClick={close}>{t('otherFile')}</Button>}
    />
  );
}

/** Null where the service was not reached. */
function failureOf(problem: Error): Failure | null {
  if (problem instanceof JobFailure) return problem.failure;
  if (problem instanceof ProblemError) return { kind: 'import', code: problem.code, detail: problem.message };
  return null;
}
