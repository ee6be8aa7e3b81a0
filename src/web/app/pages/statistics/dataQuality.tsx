import { Card, Switch, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type QualityTable, type ScoreRow, useQualityTable } from '../../api/statistics.ts';
import { filterQuery, useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Opened, rated } from '../../parts/links.tsx';
import '../../i18n/dataQuality.ts';
import { Loaded } from '../../parts/states.tsx';
import { BlockedPanel } from './blocked.tsx';
import { ScanPanel } from './scan.tsx';
import { PointInterval, ShareInterval, TooFew } from './shown.tsx';

type Flag = QualityTable['flags'][number];

/** What may be unfit for statistics, and what it does to the scores. Nothing is deleted. */
export function DataQuality(): ReactNode {
  const { filter } = useFilter();
  const { quality: _, flag: __, ...rest } = filter;
  const table = useQualityTable(rest);
  return (
    <div className="panels">
      <Loaded of={table}>
        {(found) => (
          <>
            <ScanPanel table={found} />
            <WithAndWithout table={found} />
            <Flags table={found} />
          </>
        )}
      </Loaded>
      <BlockedPanel />
    </div>
  );
}

function WithAndWithout({ table }: { table: QualityTable }): ReactNode {
  const { t, number } = useTexts();
  const { filter, change } = useFilter();
  const without = filter.quality?.[0] === 'without';
  const rows: { name: 'with' | 'without'; row: ScoreRow }[] = [
    { name: 'with', row: table.with },
    { name: 'without', row: table.without },
  ];
  const figure = (title: string, render: (row: Extract<ScoreRow, { masked: false }>) => ReactNode) => ({
    title,
    key: title,
    align: 'right' as const,
    render: (_: unknown, { row }: (typeof rows)[number]) => (row.masked ? <TooFew /> : render(row)),
  });
  return (
    <Card size="small" className="wide" title={t('withAndWithout')}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control. */}
      <label className="row lead">
        <Switch
          checked={without}
          disabled={table.scan === null}
          aria-label={t('leaveOut')}
          onChange={(on) => change({ quality: on ? ['without'] : [] })}
        />
        <span>{t('leaveOut')}</span>
        <span className="quiet">{t('leaveOutNote')}</span>
      </label>
      <Table
        size="small"
        rowKey="name"
        dataSource={rows}
        scroll={{ x: true }}
        pagination={false}
        columns={[
          { title: '', dataIndex: 'name', render: (name: 'with' | 'without') => t(`quality_${name}`) },
          figure(t('ratings'), ({ n, filter: opens }) => <Opened by={rated(opens)}>{number(n)}</Opened>),
          figure(t('csat'), ({ csat }) => <ShareInterval of={csat} />),
          figure(t('nps'), ({ nps }) => <PointInterval of={nps} digits={0} />),
          figure(t('tenIndex'), ({ index }) => <PointInterval of={index} />),
        ]}
      />
      {table.scan !== null && table.scan.imputed > 0 && (
        <p className="note plain">
          {t('imputedNote', { n: number(table.scan.imputed) })}{' '}
          <Link to={`/statistics/scores${filterQuery(filter)}`}>{t('scoresBy')}</Link>
        </p>
      )}
    </Card>
  );
}

function Flags({ table: { flags, scan } }: { table: QualityTable }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Card size="small" className="wide" title={t('flags')}>
      <Table<Flag>
        size="small"
        rowKey="flag"
        dataSource={flags}
        scroll={{ x: true }}
        pagination={false}
        columns={[
          {
            title: t('flagKind'),
            dataIndex: 'flag',
            render: (flag: Flag['flag']) => (
              <>
                {t(`flag_${flag}`)}
                <div className="quiet">{t(`flagNote_${flag}`)}</div>
              </>
            ),
          },
          {
            title: t('comments'),
            dataIndex: 'comments',
            align: 'right',
            render: (n: number, { filter }) => (n === 0 ? number(0) : <Opened by={filter}>{number(n)}</Opened>),
          },
          { title: t('share'), key: 'share', align: 'right', render: (_, { share }) => <ShareInterval of={share} /> },
          {
            title: t('leftOut'),
            dataIndex: 'excluded',
            render: (excluded: boolean) =>
              scan === null ? '–' : <Tag>{t(excluded ? 'leftOutYes' : 'leftOutNo')}</Tag>,
          },
        ]}
      />
    </Card>
  );
}
