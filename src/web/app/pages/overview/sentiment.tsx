import { Card } from 'antd';
import type { ReactNode } from 'react';
import type { StatsSummary } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { BandBar } from '../../parts/bandBar.tsx';
import { useCommentsAddress } from '../../parts/links.tsx';

export function SentimentPanel({ counts }: { counts: StatsSummary['sentiment'] }): ReactNode {
  const { t } = useTexts();
  const address = useCommentsAddress();
  const { veryNegative: very_negative, veryPositive: very_positive, ...others } = counts;
  return (
    <Card size="small" title={t('sentiment')} className="wide">
      <BandBar
        counts={{ very_negative, very_positive, ...others }}
        address={(band) => address({ sentiment: [band] })}
      />
    </Card>
  );
}
