import type { ReactNode } from 'react';
import '../i18n/mention.ts';
import { useTexts } from '../i18n/texts.ts';
import { useLabelNames } from './labels.ts';

/** What a filter asks to be said or rated, in words; a chunk of its own, since few filters ask it. */
export default function MentionName({
  of,
  values,
}: {
  of: 'mention' | 'noMention' | 'rated';
  values: readonly string[];
}): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  const said = (value: string): string => {
    const [code, polarity] = value.split(':') as [string, ('positive' | 'negative' | 'neutral')?];
    const name = names.get(code) ?? code;
    return polarity === undefined ? name : t(`said_${polarity}`, { name });
  };
  if (of === 'rated') return t(values[0] === 'true' ? 'rated_true' : 'rated_false');
  return `${t(`says_${of}`)}: ${values.map(said).join(', ')}`;
}
