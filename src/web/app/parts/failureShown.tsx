import type { ReactNode } from 'react';
import { type Failure, failureText } from '../i18n/failures.ts';
import { useTexts } from '../i18n/texts.ts';

/** Why something came to nothing, in the language of the page; what the service itself said of it can be opened. */
export function FailureShown({ of }: { of: Failure }): ReactNode {
  const { t } = useTexts();
  const said = failureText(of, t);
  return (
    <>
      <bdi>{said}</bdi>
      {of.detail !== null && of.detail !== said && (
        <details className="quiet">
          <summary>{t('failureDetail')}</summary>
          <bdi>{of.detail}</bdi>
        </details>
      )}
    </>
  );
}
