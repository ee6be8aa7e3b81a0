import { Card, Empty, Radio, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useContrastedKeywords } from '../../api/keywords.ts';
import { useBreakdown } from '../../api/queries.ts';
import type { KeywordRow } from '../../api/types.ts';
import { type Filter, useFilter, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { TwoSidedBar } from '../../parts/cellBar.tsx';
import { Field } from '../../parts/field.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { MultipleChoice } from '../../parts/multipleChoice.tsx';
import { Loaded } from '../../parts/states.tsx';
import { bands } from '../../theme.ts';
import { useKeywordColumns } from './columns.tsx';
import { Sides } from './sides.tsx';

/** Words that tell the comments of the filter from all others, or from those of another filter. */
export function Contrast(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [against, setAgainst] = useState<'rest' | 'filter'>('rest');
  const [other, setOther] = useState<Filter>({});
  const ready = against === 'rest' ? Object.keys(filter).length > 0 : Object.keys(other).length > 0;
  return (
    <>
      <p className="quiet lead">{t('contrastNote')}</p>
      <div className="panels sides">
        <Card size="small" title={t('sideA')}>
          <div className="row">
            <FilterTags filter={filter} />
          </div>
        </Card>
        <Card size="small" title={t('sideB')}>
          <Radio.Group
            value={against}
            onChange={({ target }) => setAgainst(target.value)}
            options={[
              { value: 'rest', label: t('againstRest') },
              { value: 'filter', label: t('againstFilter') },
            ]}
          />
          {against === 'filter' && <OtherFilter filter={other} change={setOther} />}
        </Card>
      </div>
      {ready ? (
        <ContrastTable other={against === 'rest' ? 'rest' : other} />
      ) : (
        <Empty description={t(against === 'rest' ? 'contrastNeedsFilter' : 'contrastNeedsOther')} />
      )}
    </>
  );
}

/** Chooses the comments to compare with, by what they are compared by most. */
function OtherFilter({ filter, change }: { filter: Filter; change: (filter: Filter) => void }): ReactNode {
  const { t } = useTexts();
  const labels = useLabelNames();
  const channels = useBreakdown({}, 'channel').data ?? [];
  const sources = useBreakdown({}, 'source').data ?? [];
  const choices = [
    {
      name: 'channel',
      options: channels.filter(({ key }) => key !== '').map(({ key, name }) => ({ value: key, label: name })),
    },
    { name: 'sentiment', options: bands.map((value) => ({ value, label: t(value) })) },
    { name: 'label', options: [...labels].map(([value, label]) => ({ value, label })) },
    { name: 'source', options: sources.map(({ key, name }) => ({ value: key, label: name })) },
  ] as const;
  return (
    <div className="other-filter">
      {choices.map(({ name, options }) => (
        <Field key={name} name={t(name)}>
          <MultipleChoice
            label={`${t('sideB')}: ${t(name)}`}
            value={filter[name] ?? []}
            options={options}
            change={(values) => change(withValues(filter, { [name]: values }))}
          />
        </Field>
      ))}
    </div>
  );
}

function ContrastTable({ other }: { other: Filter | 'rest' }): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const answer = useContrastedKeywords(filter, other);
  const { term, comments, share, otherShare, q, polarity } = useKeywordColumns(
    filter,
    other === 'rest' ? undefined : other,
  );
  return (
    <Loaded of={answer}>
      {({ items, comments: all, otherComments = 0 }) => {
        const strongest = Math.max(...items.map(({ z = 0 }) => Math.abs(z)));
        return (
          <>
            <Sides
              of={[
                { name: t('sideA'), comments: all, filter },
                { name: t('sideB'), comments: otherComments, filter: other === 'rest' ? null : other },
              ]}
            />
            {items.length === 0 ? (
              <Empty description={t(all === 0 || otherComments === 0 ? 'emptySide' : 'nothingToTell')} />
            ) : (
              <Table<KeywordRow>
                size="small"
                rowKey="term"
                dataSource={items}
                scroll={{ x: true }}
                pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
                columns={[
                  term,
                  {
                    title: <span title={t('zNote')}>{t('tells')}</span>,
                    dataIndex: 'z',
                    sorter: (a, b) => (a.z ?? 0) - (b.z ?? 0),
                    filters: [
                      { text: t('moreInA'), value: 'more' },
                      { text: t('moreInB'), value: 'less' },
                    ],
                    onFilter: (value, { z = 0 }) => (value === 'more' ? z > 0 : z < 0),
                    render: (z: number) => (
                      <TwoSidedBar share={z / strongest}>
                        {t(z > 0 ? 'moreInA' : 'moreInB')} · z {number(z, 1)}
                      </TwoSidedBar>
                    ),
                  },
                  comments,
                  { ...share, title: t('shareA') },
                  { ...otherShare, title: t('shareB') },
                  q,
                  polarity,
                ]}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}
