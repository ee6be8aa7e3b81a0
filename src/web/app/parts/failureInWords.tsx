import type { ReactNode } from 'react';
import type { Failure } from '../api/client.ts';
import { failureTexts } from '../i18n/failures.ts';
import { useTexts } from '../i18n/texts.ts';
import { fieldNamed } from './fieldNamed.ts';

/** So many offending places are told; the others wait until these are right. */
const placesTold = 5;

/** A failure in the language of the page, above what the service said of it. Fetched when it is needed: it brings many words. */
export default function FailureInWords({ of }: { of: Failure }): ReactNode {
  const { t } = useTexts();
  const said = failureTexts(of, t, (pointer) => fieldNamed(pointer, t));
  const beyond = said.length - placesTold;
  return (
    <>
      {said.length === 1 ? (
        <bdi>{said[0]}</bdi>
      ) : (
        <ul className="failures">
          {said.slice(0, placesTold).map((text) => (
            <li key={text}>
              <bdi>{text}</bdi>
            </li>
          ))}
          {beyond > 0 && <li>{t('failuresMore', { n: beyond })}</li>}
        </ul>
      )}
      <Details of={of} told={said} />
    </>
  );
}

function Details({ of: { detail, errors = [] }, told }: { of: Failure; told: string[] }): ReactNode {
  const { t } = useTexts();
  const lines = errors.length > 1 ? errors.map((one) => `${one.pointer ?? ''} ${one.detail}`.trim()) : [];
  if (detail === null || told.includes(detail)) return null;
  return (
    <details className="quiet failure-details">
      <summary>{t('failureDetail')}</summary>
      {[detail, ...lines.slice(0, placesTold)].map((line) => (
        <div key={line}>
          <bdi>{line}</bdi>
        </div>
      ))}
    </details>
  );
}
