import { Card, Empty, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useBreakdown } from '../../api/queries.ts';
import { type Benchmark, useBenchmark } from '../../api/statistics.ts';
import { type Filter, useFilter, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Field } from '../../parts/field.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { Loaded } from '../../parts/states.tsx';
import { BenchmarkLeaves, BenchmarkWords } from './benchmarkTables.tsx';
import { RadarPanel } from './radar.tsx';
import { TooFew } from './shown.tsx';

/** Our comments against those of others. */
export function BenchmarkTab(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [other, setOther] = useState<Filter>({});
  const chosen = Object.keys(other).length > 0;
  const answer = useBenchmark(filter, chosen ? other : null);
  return (
    <>
      <p className="quiet lead">{t('benchmarkNote')}</p>
      <div className="panels sides">
        <Card size="small" title={t('own')}>
          <FilterTags filter={filter} />
        </Card>
        <Card size="small" title={t('others')}>
          <OtherSide filter={other} change={setOther} />
        </Card>
      </div>
      {chosen ? (
        <Loaded of={answer}>{(table) => <Compared table={table} own={filter} other={other} />}</Loaded>
      ) : (
        <Empty description={t('benchmarkNeedsOther')} />
      )}
    </>
  );
}

function OtherSide({ filter, change }: { filter: Filter; change: (filter: Filter) => void }): ReactNode {
  const { t } = useTexts();
  const sources = useBreakdown({}, 'source').data ?? [];
  const channels = useBreakdown({}, 'channel').data ?? [];
  return (
    <div className="other-filter">
      {(
        [
          ['source', sources],
          ['channel', channels],
        ] as const
      ).map(([name, rows]) => (
        <Field key={name} name={t(name)}>
          <Select
            mode="multiple"
            allowClear
            aria-label={`${t('others')}: ${t(name)}`}
            value={filter[name] ?? []}
            options={rows.filter(({ key }) => key !== '').map((row) => ({ value: row.key, label: row.name }))}
            onChange={(values: string[]) => change(withValues(filter, { [name]: values }))}
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
          />
        </Field>
      ))}
    </div>
  );
}

function Compared({ table, own, other }: { table: Benchmark; own: Filter; other: Filter }): ReactNode {
  const { t, number } = useTexts();
  const { comments } = table;
  if (comments.own === null || comments.other === null)
    return (
      <Card size="small">
        <TooFew /> {t('tooFewNote')}
      </Card>
    );
  return (
    <>
      <p>{t('benchmarkComments', { own: number(comments.own), other: number(comments.other) })}</p>
      <div className="panels">
        <RadarPanel measures={table.radar} own={own} other={other} />
        <BenchmarkLeaves leaves={table.leaves} />
        <BenchmarkWords words={table.words} own={own} other={other} />
      </div>
    </>
  );
}
