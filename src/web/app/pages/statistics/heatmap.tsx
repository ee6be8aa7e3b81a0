import { Button, Card, Empty, Select, Space } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { type Heatmap, useHeatmap } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { TooFew } from './shown.tsx';

const groupings = ['channel', 'source', 'language', 'month'] as const;
const measures = ['negative', 'positive', 'index', 'comments'] as const;
type Measure = (typeof measures)[number];
type Cell = Heatmap['cells'][number];

const rowsShown = 15;

/** Leaves against channels: a table whose cells are the darker, the larger the figure. */
export function HeatmapPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [by, setBy] = useState<(typeof groupings)[number]>('channel');
  const [measure, setMeasure] = useState<Measure>('negative');
  const answer = useHeatmap(filter, by);
  return (
    <Card
      size="small"
      className="wide"
      title={t('heatmap')}
      extra={
        <Space wrap>
          <Select
            size="small"
            aria-label={t('heatmapMeasure')}
            value={measure}
            onChange={setMeasure}
            options={measures.map((value) => ({ value, label: t(`heat_${value}`) }))}
            popupMatchSelectWidth={false}
          />
          <Select
            size="small"
            aria-label={t('heatmapBy')}
            value={by}
            onChange={setBy}
            options={groupings.map((value) => ({ value, label: t(`by_${value}`) }))}
            popupMatchSelectWidth={false}
          />
        </Space>
      }
    >
      <Loaded of={answer}>
        {(table) =>
          table.rows.length === 0 ? (
            <Empty description={t('emptyFilter')} />
          ) : (
            <Matrix table={table} measure={measure} inMonths={by === 'month'} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Matrix({ table, measure, inMonths }: { table: Heatmap; measure: Measure; inMonths: boolean }): ReactNode {
  const { t } = useTexts();
  const names = useNodeNames();
  const [all, setAll] = useState(false);
  const cells = useMemo(() => new Map(table.cells.map((cell) => [`${cell.row} ${cell.column}`, cell])), [table]);
  const most = Math.max(1, ...table.cells.map(({ comments }) => comments ?? 0));
  const rows = all ? table.rows : table.rows.slice(0, rowsShown);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className="matrix" tabIndex={0} aria-label={t('heatmap')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('by_label')}</th>
              {table.columns.map((column) => (
                <th scope="col" key={column} className="heat-cell">
                  {column === '' ? t('unnamedGroup') : inMonths ? column.slice(0, 7) : column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name }) => (
              <tr key={key}>
                <th scope="row">{names.get(key) ?? name}</th>
                {table.columns.map((column) => (
                  <HeatCell key={column} cell={cells.get(`${key} ${column}`)} measure={measure} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {table.rows.length > rowsShown && (
        <Button type="link" onClick={() => setAll(!all)}>
          {t(all ? 'fewerRows' : 'allRows', { n: table.rows.length })}
        </Button>
      )}
    </>
  );
}

function HeatCell({ cell, measure, most }: { cell?: Cell; measure: Measure; most: number }): ReactNode {
  const { t, number, percent } = useTexts();
  if (cell === undefined) return <td className="heat-cell">–</td>;
  if (cell.masked || cell.comments === null)
    return (
      <td className="heat-cell">
        <TooFew />
      </td>
    );
  const { comments, negative, positive, index, filter, negativeFilter, positiveFilter } = cell;
  const figures: Record<Measure, [shown: string, depth: number, colour: string]> = {
    negative: [negative === null ? '–' : percent(negative.value, 0), negative?.value ?? 0, '232 132 60'],
    positive: [positive === null ? '–' : percent(positive.value, 0), positive?.value ?? 0, '79 155 217'],
    index: [index === null ? '–' : number(index, 0), (index ?? 0) / 100, '79 155 217'],
    comments: [number(comments), comments / most, '139 111 192'],
  };
  const [shown, depth, colour] = figures[measure];
  const opens = measure === 'negative' ? negativeFilter : measure === 'positive' ? positiveFilter : filter;
  return (
    <td className="heat-cell" style={{ background: `rgb(${colour} / ${Math.round(depth * 60)}%)` }}>
      <Opened by={opens}>{shown}</Opened>
      {measure !== 'comments' && (
        <Opened by={filter}>
          <small title={t('comments')}> n = {number(comments)}</small>
        </Opened>
      )}
    </td>
  );
}
