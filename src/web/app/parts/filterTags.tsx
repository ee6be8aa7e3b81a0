import { Tag } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Filter } from '../filters/filter.ts';
import { type TextKey, useTexts } from '../i18n/texts.ts';
import { useLabelNames } from './labels.ts';
import { languageName } from './languageName.ts';

const MentionName = lazy(() => import('./mentionName.tsx'));
const DataQualityName = lazy(() => import('./dataQualityName.tsx'));

const nameOf: Partial<Record<string, TextKey>> = {
  text: 'search',
  label: 'label',
  sentiment: 'sentiment',
  kind: 'kind',
  escalation: 'escalation',
  channel: 'channel',
  source: 'source',
  language: 'commentLanguage',
  ratingMin: 'ratingFrom',
  ratingMax: 'ratingTo',
  from: 'from',
  to: 'to',
  conflict: 'conflict',
  keyword: 'keyword',
  topic: 'topic',
  covered: 'covered',
};
const worded: readonly string[] = ['sentiment', 'kind', 'escalation', 'conflict'];

/** What a filter chooses, in words. */
export function FilterTags({ filter }: { filter: Filter }): ReactNode {
  const { t, language } = useTexts();
  const labels = useLabelNames();
  const shown = (name: string, value: string): string => {
    if (name === 'label') return labels.get(value) ?? value;
    if (name === 'language') return languageName(value, t, language);
    if (name === 'covered') return t(value === 'true' ? 'coveredYes' : 'coveredNo');
    if (name === 'channel' && value === '') return t('noChannel');
    return worded.includes(name) ? t(value as TextKey) : value;
  };
  const named = (name: string): string => {
    const key = nameOf[name];
    return key === undefined ? name.replace(/^metadata\./, '') : t(key);
  };
  const entries = Object.entries(filter);
  if (entries.length === 0) return <Tag>{t('everyComment')}</Tag>;
  return entries.map(([name, values = []]) => (
    <Tag key={name} className="wrapping">
      {name === 'mention' || name === 'noMention' || name === 'rated' ? (
        <Suspense>
          <MentionName of={name} values={values} />
        </Suspense>
      ) : name === 'quality' || name === 'flag' || name === 'scanned' ? (
        <Suspense>
          <DataQualityName of={name} value={values[0]} />
        </Suspense>
      ) : (
        `${name === 'covered' ? '' : `${named(name)}: `}${values.map((value) => shown(name, value)).join(', ')}`
      )}
    </Tag>
  ));
}
