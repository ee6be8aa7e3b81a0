import { Card } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { StatsSummary } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCommentsAddress } from '../../parts/links.tsx';
import { bandColours, bands } from '../../theme.ts';

const fieldOf = {
  very_negative: 'veryNegative',
  negative: 'negative',
  neutral: 'neutral',
  mixed: 'mixed',
  positive: 'positive',
  very_positive: 'veryPositive',
} as const;

export function SentimentPanel({ counts }: { counts: StatsSummary['sentiment'] }): ReactNode {
  const { t, number, percent } = useTexts();
  const address = useCommentsAddress();
  const total = bands.reduce((sum, band) => sum + counts[fieldOf[band]], 0);
  const rows = bands.map((band) => {
    const count = counts[fieldOf[band]];
    return { band, count, share: total === 0 ? 0 : count / total };
  });
  return (
    <Card size="small" title={t('sentiment')} className="wide">
      <div className="band-bar">
        {rows.map(({ band, count, share }) => (
          <Link
            key={band}
            to={address({ sentiment: [band] })}
            style={{ flexGrow: count, background: bandColours[band] }}
            aria-label={`${t(band)} ${percent(share)}`}
            title={`${t(band)} ${percent(share)}`}
          />
        ))}
      </div>
      <ul className="legend">
        {rows.map(({ band, count, share }) => (
          <li key={band}>
            <i style={{ background: bandColours[band] }} />
            <Link to={address({ sentiment: [band] })}>
              {t(band)} {number(count)} ({percent(share)})
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
