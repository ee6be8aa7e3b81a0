import { App } from 'antd';
import { type ComponentType, type ReactNode, useCallback, useEffect, useState } from 'react';
import { type Failure, FailureError, unreachable } from '../api/client.ts';
import { useTexts } from '../i18n/texts.ts';

/** Long enough to read it; a pointer on it keeps it there. */
const shownSeconds = 8;

/** Fetched with the first failure that is shown; with the next one if that fails. */
let InWords: ComponentType<{ of: Failure }> | null = null;

/** Why something came to nothing, in the language of the page; what the service itself said of it can be opened. */
export function FailureShown({ of }: { of: Failure | Error }): ReactNode {
  const { t } = useTexts();
  const failure = failureOf(of);
  const Said = useInWords() ?? AsSaid;
  // The sentences could not be fetched either.
  return failure.code === unreachable ? t('unreachable') : <Said of={failure} />;
}

/**
 * What says failures in the language of the page; null until it is there, when they stand as the API says them. React's
 * own `lazy` would keep that up for a while longer, and for good once a fetch has failed.
 */
function useInWords(): typeof InWords {
  const [, fetched] = useState(InWords !== null);
  useEffect(() => {
    if (InWords !== null) return;
    import('./failureInWords.tsx').then(
      (words) => {
        InWords = words.default;
        fetched(true);
      },
      () => {},
    );
  }, []);
  return InWords;
}

/** Tells of a failure above the page. */
export function useRefused(): (error: Error) => void {
  const { message } = App.useApp();
  return useCallback(
    (error) => void message.error({ content: <FailureShown of={error} />, duration: shownSeconds }),
    [message],
  );
}

function AsSaid({ of: { code, detail } }: { of: Failure }): ReactNode {
  return <bdi>{detail ?? code}</bdi>;
}

function failureOf(of: Failure | Error): Failure {
  if (of instanceof FailureError) return of.failure;
  return of instanceof Error ? { code: 'unknown', detail: of.message } : of;
}
