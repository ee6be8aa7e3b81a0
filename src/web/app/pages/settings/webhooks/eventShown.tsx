import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { eventName } from '../../../i18n/webhookEvents.ts';

/** An event by its name, and as the API calls it. */
export function EventShown({ event }: { event: string }): ReactNode {
  const { t } = useTexts();
  const name = eventName(event, t);
  return (
    <>
      {name} <code>{event}</code>
    </>
  );
}
