import { Card, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { type ScoreRow, type ScoreTable, useScores } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { Opened, rated } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { ComparisonPanel } from './comparison.tsx';
import { Grades } from './grades.tsx';
import { PointInterval, ShareInterval, TooFew } from './shown.tsx';
import { TargetPanel } from './targets.tsx';

type Shown = Extract<ScoreRow, { masked: false }>;

/** The scores of the filter, of its groups, against another period, and against what was aimed at. */
export function Scores(): ReactNode {
  const { filter } = useFilter();
  const scores = useScores(filter);
  return (
    <>
      <Loaded of={scores}>{(table) => <ScoreCards table={table} />}</Loaded>
      <div className="panels">
        <ScoreGroups />
        <ComparisonPanel />
        <TargetPanel />
      </div>
    </>
  );
}

function ScoreCards({ table: { total, ces, gradeNames } }: { table: ScoreTable }): ReactNode {
  const { t, number } = useTexts();
  if (total.masked)
    return (
      <Card size="small">
        <TooFew /> {t('tooFewNote')}
      </Card>
    );
  const { csat, nps, index, grade, n, filter } = total;
  return (
    <>
      <div className="cards score-cards">
        <ScoreCard name="csat" note={t('csatNote')}>
          <ShareInterval of={csat} by={filter} />
        </ScoreCard>
        <ScoreCard name="nps" note={t(nps === null ? 'npsMissing' : 'npsNote')}>
          <PointInterval of={nps} by={filter} digits={0} />
        </ScoreCard>
        <ScoreCard
          name="ces"
          note={ces === null ? t('cesMissing') : t(`ces_${ces.direction}`, { dimension: ces.dimension })}
        >
          <PointInterval of={ces} by={filter} digits={2} />
        </ScoreCard>
        <ScoreCard
          name="tenIndex"
          note={
            grade === null
              ? undefined
              : t('gradeOf', { grade: gradeNames[grade]!, name: t(`grade_${grade}` as TextKey) })
          }
        >
          <PointInterval of={index} by={filter} />
        </ScoreCard>
        <ScoreCard name="ratings" note={t('ratingsNote')}>
          <Opened by={rated(filter)}>{number(n)}</Opened>
        </ScoreCard>
      </div>
      <Grades row={total} names={gradeNames} />
    </>
  );
}

function ScoreCard({ name, note, children }: { name: TextKey; note?: string; children: ReactNode }): ReactNode {
  const { t } = useTexts();
  return (
    <Card size="small">
      <div className="figure">
        <div className="quiet">{t(name)}</div>
        <div className="value">{children}</div>
        <div className="quiet">{note}</div>
      </div>
    </Card>
  );
}

const groupings = ['dimension', 'channel', 'source', 'label', 'month', 'language'] as const;
const imputations = ['regression', 'mode', 'hot_deck'] as const;

/** The scores of each sub-score, channel, … */
function ScoreGroups(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const [by, setBy] = useState<(typeof groupings)[number]>('dimension');
  const [imputation, setImputation] = useState('');
  const filled = by === 'dimension' && imputation !== '';
  const scores = useScores(filter, filled ? { by, imputation } : { by });
  return (
    <Card
      size="small"
      className="wide"
      title={t('scoresBy')}
      extra={
        <span className="row">
          {by === 'dimension' && (
            <Select
              size="small"
              aria-label={t('imputation')}
              value={imputation}
              onChange={setImputation}
              options={['', ...imputations].map((value) => ({ value, label: t(`impute_${value}` as TextKey) }))}
              popupMatchSelectWidth={false}
            />
          )}
          <Select
            size="small"
            aria-label={t('scoresBy')}
            value={by}
            onChange={setBy}
            options={groupings.map((value) => ({ value, label: t(`by_${value}`) }))}
            popupMatchSelectWidth={false}
          />
        </span>
      }
    >
      <Loaded of={scores}>
        {({ items, equallyWeighted }) => (
          <Table<ScoreRow>
            size="small"
            rowKey="key"
            dataSource={items}
            scroll={{ x: true }}
            pagination={inPages(10)}
            locale={{ emptyText: t(by === 'dimension' ? 'noDimensions' : 'noRatings') }}
            footer={
              equallyWeighted === null
                ? undefined
                : () =>
                    t('equallyWeighted', {
                      value: number(equallyWeighted.value, 1),
                      n: number(equallyWeighted.dimensions),
                    })
            }
            columns={[
              {
                title: t(`by_${by}`),
                key: 'name',
                render: (_, { name, filter: opens }) => (
                  <bdi>
                    <Opened by={opens}>
                      {name === '' ? t(by === 'channel' ? 'noChannel' : 'unnamedGroup') : name}
                    </Opened>
                  </bdi>
                ),
              },
              scoreColumn(
                t('ratings'),
                ({ n, imputed, filter: opens }) => (
                  <>
                    <Opened by={by === 'dimension' ? opens : rated(opens)}>{number(n)}</Opened>
                    {imputed > 0 && <div className="quiet">{t('imputedCount', { n: number(imputed) })}</div>}
                  </>
                ),
                <TooFew />,
              ),
              scoreColumn(t('csat'), ({ csat }) => <ShareInterval of={csat} />),
              scoreColumn(t('nps'), ({ nps }) => <PointInterval of={nps} digits={0} />),
              scoreColumn(t('tenIndex'), ({ index }) => <PointInterval of={index} />),
              scoreColumn(t('grade'), ({ grade }) => (grade === null ? '–' : t(`grade_${grade}` as TextKey))),
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

/** A column of figures; masked rows say in the first one why they have none. */
function scoreColumn(title: string, render: (row: Shown) => ReactNode, masked: ReactNode = '–') {
  return {
    title,
    key: title,
    align: 'right' as const,
    render: (_: unknown, row: ScoreRow) => (row.masked ? masked : render(row)),
  };
}
