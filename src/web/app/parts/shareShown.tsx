import type { ReactNode } from 'react';
import type { Share } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';

/** A share with its interval below, and the whole story in its title. */
export function ShareShown({ share }: { share: Share }): ReactNode {
  const { t, percent, number } = useTexts();
  const [low, high] = [percent(share.low), percent(share.high)];
  return (
    <span className="share-below" title={t('interval', { low, high, n: number(share.n) })}>
      {percent(share.value)}
      <small>
        {low}–{high}
      </small>
    </span>
  );
}
