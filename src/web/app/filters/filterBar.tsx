import { Button, Input, Tag } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useBreakdown } from '../api/queries.ts';
import { useTexts } from '../i18n/texts.ts';
import { useLabelNames } from '../parts/labels.ts';
import { commentLanguages, languageName } from '../parts/languageName.ts';
import { MultipleChoice } from '../parts/multipleChoice.tsx';
import { conflictTypes, escalations, issueKinds } from '../parts/vocabulary.ts';
import { bands } from '../theme.ts';
import { type Filter, type FilterName, useFilter } from './filter.ts';
import { SavedFilters } from './savedFilters.tsx';

const FilterChips = lazy(() => import('./chips.tsx'));

const conflicts = ['flagged', 'in_review', ...conflictTypes] as const;
const rare: FilterName[] = ['kind', 'escalation', 'language', 'source', 'ratingMin', 'ratingMax', 'conflict'];
/** What has no field is shown as a chip that names it. */
const chipped: FilterName[] = [
  'keyword',
  'topic',
  'mention',
  'noMention',
  'rated',
  'covered',
  'flag',
  'quality',
  'scanned',
];
/** What has no control of its own is shown as a mark that can be taken away. */
const unshown: string[] = ['author', 'state'];

/** Chooses comments; the choice stays in the address and goes along to other pages. */
export function FilterBar(): ReactNode {
  const { t, language } = useTexts();
  const { filter, change, clear } = useFilter();
  const [all, setAll] = useState(rare.some((name) => filter[name] !== undefined));
  return (
    <search className="filters">
      <WordSearch />
      <Day name="from" />
      <Day name="to" />
      <Labels />
      <Choice
        name="sentiment"
        placeholder={t('sentiment')}
        options={bands.map((value) => ({ value, label: t(value) }))}
      />
      <Known name="channel" placeholder={t('channel')} />
      {all && (
        <>
          <Known name="source" placeholder={t('source')} />
          <Choice
            name="language"
            placeholder={t('commentLanguage')}
            options={commentLanguages.map((value) => ({ value, label: languageName(value, t, language) }))}
          />
          <Choice
            name="kind"
            placeholder={t('kind')}
            options={issueKinds.map((value) => ({ value, label: t(value) }))}
          />
          <Choice
            name="escalation"
            placeholder={t('escalation')}
            options={escalations.map((value) => ({ value, label: t(value) }))}
          />
          <Choice
            name="conflict"
            placeholder={t('conflict')}
            options={conflicts.map((value) => ({ value, label: t(value) }))}
          />
          {(['ratingMin', 'ratingMax'] as const).map((name) => (
            <Input
              key={name}
              type="number"
              step="any"
              aria-label={t(name === 'ratingMin' ? 'ratingFrom' : 'ratingTo')}
              prefix={t(name === 'ratingMin' ? 'ratingFrom' : 'ratingTo')}
              value={filter[name]?.[0] ?? ''}
              onChange={({ target }) => change({ [name]: target.value === '' ? [] : [target.value] })}
            />
          ))}
          <MetadataChoice />
        </>
      )}
      <Marks />
      {chipped.some((name) => filter[name] !== undefined) && (
        <Suspense>
          <FilterChips />
        </Suspense>
      )}
      <Button className="fixed" type="text" onClick={() => setAll(!all)} aria-expanded={all}>
        {t(all ? 'fewerFilters' : 'moreFilters')}
      </Button>
      {Object.keys(filter).length > 0 && (
        <Button className="fixed" type="text" onClick={clear}>
          {t('clearFilter')}
        </Button>
      )}
      <SavedFilters />
    </search>
  );
}

/** One key of the metadata and a value of it. */
function MetadataChoice(): ReactNode {
  const { t } = useTexts();
  const { filter, change } = useFilter();
  const add = (text: string) => {
    const [, key, value] = /^\s*([^=:：]+?)\s*[=:：]\s*(.+?)\s*$/.exec(text) ?? [];
    if (key !== undefined && value !== undefined)
      change({ [`metadata.${key}`]: [...new Set([...(filter[`metadata.${key}`] ?? []), value])] });
  };
  return (
    <Input.Search
      aria-label={t('metadataFilter')}
      placeholder={t('metadataFilter')}
      enterButton={t('add')}
      onSearch={add}
    />
  );
}

function Marks(): ReactNode {
  const { filter, change } = useFilter();
  const names = (Object.keys(filter) as (keyof Filter)[]).filter(
    (name) => name.startsWith('metadata.') || unshown.includes(name),
  );
  return names.flatMap((name) =>
    filter[name]!.map((value) => (
      <Tag
        key={`${name} ${value}`}
        className="fixed mark"
        closable
        onClose={() => change({ [name]: filter[name]!.filter((other) => other !== value) })}
      >
        <bdi>
          {name.replace(/^metadata\./, '')} = {value}
        </bdi>
      </Tag>
    )),
  );
}

function WordSearch(): ReactNode {
  const { t } = useTexts();
  const { filter, change } = useFilter();
  const sought = filter.text?.[0] ?? '';
  return (
    <Input.Search
      key={sought}
      defaultValue={sought}
      allowClear
      aria-label={t('search')}
      placeholder={t('search')}
      onSearch={(text) => change({ text: text.trim() === '' ? [] : [text.trim()] })}
    />
  );
}

function Day({ name }: { name: 'from' | 'to' }): ReactNode {
  const { t } = useTexts();
  const { filter, change } = useFilter();
  return (
    <Input
      type="date"
      aria-label={t(name)}
      prefix={t(name)}
      value={filter[name]?.[0] ?? ''}
      onChange={({ target }) => change({ [name]: target.value === '' ? [] : [target.value] })}
    />
  );
}

function Choice({
  name,
  placeholder,
  options,
}: {
  name: FilterName;
  placeholder: string;
  options: { value: string; label: string }[];
}): ReactNode {
  const { filter, change } = useFilter();
  return (
    <MultipleChoice
      label={placeholder}
      placeholder={placeholder}
      value={filter[name] ?? []}
      options={options}
      change={(values) => change({ [name]: values })}
    />
  );
}

/** A choice among the values that stored comments have. */
function Known({ name, placeholder }: { name: 'channel' | 'source'; placeholder: string }): ReactNode {
  const { t } = useTexts();
  const rows = useBreakdown({}, name);
  const options = (rows.data ?? []).map(({ key, name: label }) => ({
    value: key,
    label: key === '' ? t('noChannel') : label,
  }));
  return <Choice name={name} placeholder={placeholder} options={options} />;
}

function Labels(): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  const options = [...names].map(([value, label]) => ({ value, label }));
  return <Choice name="label" placeholder={t('label')} options={options} />;
}
