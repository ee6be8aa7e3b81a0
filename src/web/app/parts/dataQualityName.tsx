import type { ReactNode } from 'react';
import type { DataQualityKey } from '../i18n/dataQuality.ts';
import '../i18n/dataQuality.ts';
import { useTexts } from '../i18n/texts.ts';

/** What a filter says about the data quality, in words; a chunk of its own, since few filters say anything. */
export default function DataQualityName({
  of,
  value,
}: {
  of: 'quality' | 'flag' | 'scanned';
  value: string;
}): ReactNode {
  const { t } = useTexts();
  const name = t(`${of}_${value}` as DataQualityKey);
  return of === 'flag' ? `${t('dataFlag')}: ${name}` : name;
}
