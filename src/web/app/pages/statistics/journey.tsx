import { Button, Empty, Table } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { type JourneyTable, useJourney } from '../../api/statistics.ts';
import { LazyStatisticsChart } from '../../charts/lazyStatisticsChart.tsx';
import { useFilter } from '../../filters/filter.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { CellBar } from '../../parts/cellBar.tsx';
import { ChartOrTable } from '../../parts/chartOrTable.tsx';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { addressOf, Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { usePreferences } from '../../preferences.ts';
import { bandColours } from '../../theme.ts';
import { ShareInterval, TooFew } from './shown.tsx';
import { StagesDialog } from './stagesDialog.tsx';

type Stage = JourneyTable['stages'][number];
type Link = JourneyTable['links'][number];

const ends = {
  'end:satisfied': bandColours.positive,
  'end:neutral': bandColours.neutral,
  'end:dissatisfied': bandColours.negative,
} as const;
const stageColours = ['#8b6fc0', '#4f9bd9', '#5f9ea0', '#c48a3a', '#7a8fb8', '#a5739b'];

/** The customers' way through the stages: where it leads to, and how many are still without a complaint. */
export function JourneyPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const journey = useJourney(filter);
  return (
    <Loaded of={journey}>
      {(table) =>
        table.links.length === 0 ? (
          <Empty className="wide" description={t('noJourney')}>
            <EditStages table={table} />
          </Empty>
        ) : (
          <>
            <ChartOrTable
              wide
              title={t('journey')}
              extra={<EditStages table={table} />}
              chart={<Flows table={table} />}
              table={<FlowTable links={table.links} stages={table.stages} />}
            />
            <ChartOrTable
              wide
              title={t('funnel')}
              chart={<Funnel stages={table.stages} />}
              table={<StageTable stages={table.stages} />}
            />
          </>
        )
      }
    </Loaded>
  );
}

function EditStages({ table }: { table: JourneyTable }): ReactNode {
  const { t } = useTexts();
  const may = useMay('admin');
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('editStages')}
      </Button>
      {open && <StagesDialog shown={table} close={() => setOpen(false)} />}
    </>
  );
}

function useStageName(stages: Stage[]): (id: string) => string {
  const { t } = useTexts();
  const names = useNodeNames();
  return useMemo(() => {
    const own = new Map(stages.map(({ id, name }) => [id, name]));
    return (id) => (id in ends ? t(`end_${id.slice('end:'.length)}` as TextKey) : (names.get(id) ?? own.get(id) ?? id));
  }, [stages, names, t]);
}

function Flows({ table: { links, stages, inferredStages } }: { table: JourneyTable }): ReactNode {
  const { t, number } = useTexts();
  const { dark } = usePreferences();
  const nameOf = useStageName(stages);
  const go = useNavigate();
  const ids = useMemo(() => [...new Set(links.flatMap(({ source, target }) => [source, target]))], [links]);
  const option = useMemo(
    () => ({
      animation: false,
      tooltip: {
        renderMode: 'richText',
        confine: true,
        formatter: ({ dataType, data, name, value }: { dataType: string; data: Link; name: string; value: number }) =>
          dataType === 'edge'
            ? `${nameOf(data.source)} → ${nameOf(data.target)}: ${number(data.comments)}`
            : `${nameOf(name)}: ${number(value)}`,
      },
      series: [
        {
          type: 'sankey',
          left: 8,
          right: 110,
          top: 12,
          bottom: 12,
          nodeGap: 14,
          draggable: false,
          label: { formatter: ({ name }: { name: string }) => nameOf(name), color: dark ? '#d5d9de' : '#3c4148' },
          lineStyle: { color: 'target', opacity: 0.35 },
          data: ids.map((id, i) => ({
            name: id,
            itemStyle: { color: id in ends ? ends[id as keyof typeof ends] : stageColours[i % stageColours.length] },
          })),
          links: links.map((link) => ({ ...link, value: link.comments })),
        },
      ],
    }),
    [ids, links, nameOf, number, dark],
  );
  const select = (_: number, at: number, edge: boolean) => {
    const filter = edge ? links[at]?.filter : stages.find(({ id }) => id === ids[at])?.filter;
    if (filter) go(addressOf(filter));
  };
  return (
    <>
      <p className="quiet lead">{t(inferredStages ? 'journeyInferred' : 'journeyNote')}</p>
      <LazyStatisticsChart option={option} label={t('journey')} onSelect={select} />
    </>
  );
}

function FlowTable({ links, stages }: { links: Link[]; stages: Stage[] }): ReactNode {
  const { t, number } = useTexts();
  const nameOf = useStageName(stages);
  const cell = (id: string) => {
    const stage = stages.find((one) => one.id === id);
    return <Opened by={stage?.filter ?? null}>{nameOf(id)}</Opened>;
  };
  return (
    <Table<Link>
      size="small"
      rowKey={({ source, target }) => `${source} ${target}`}
      dataSource={links}
      scroll={{ x: true }}
      pagination={inPages(12)}
      columns={[
        { title: t('flowFrom'), dataIndex: 'source', render: cell },
        { title: t('flowTo'), dataIndex: 'target', render: cell },
        {
          title: t('comments'),
          dataIndex: 'comments',
          align: 'right',
          sorter: (a, b) => a.comments - b.comments,
          render: (n: number, { filter }) => <Opened by={filter}>{number(n)}</Opened>,
        },
      ]}
    />
  );
}

/** Stage by stage, how many comments have no complaint up to it. */
function Funnel({ stages }: { stages: Stage[] }): ReactNode {
  const { t, percent, number } = useTexts();
  const nameOf = useStageName(stages);
  return (
    <>
      <p className="quiet lead">{t('funnelNote')}</p>
      <ol className="funnel">
        {stages.map(({ id, filter, unharmed, unharmedFilter, comments, masked }) => (
          <li key={id}>
            <Opened by={filter}>{nameOf(id)}</Opened>
            {masked || unharmed === null ? (
              <TooFew />
            ) : (
              <CellBar share={unharmed.value}>
                <Opened by={unharmedFilter}>{percent(unharmed.value)}</Opened> ·{' '}
                <Opened by={filter}>{t('speakOfIt', { n: number(comments) })}</Opened>
              </CellBar>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function StageTable({ stages }: { stages: Stage[] }): ReactNode {
  const { t, number } = useTexts();
  const nameOf = useStageName(stages);
  const count = (name: 'praised' | 'blamed', title: string) => ({
    title,
    key: name,
    align: 'right' as const,
    render: (_: unknown, stage: Stage) =>
      stage.masked ? <TooFew /> : <Opened by={stage[`${name}Filter`]}>{number(stage[name])}</Opened>,
  });
  return (
    <Table<Stage>
      size="small"
      rowKey="id"
      dataSource={stages}
      scroll={{ x: true }}
      pagination={false}
      columns={[
        {
          title: t('stage'),
          key: 'name',
          render: (_, { id, filter }) => <Opened by={filter}>{nameOf(id)}</Opened>,
        },
        {
          title: t('comments'),
          key: 'comments',
          align: 'right',
          render: (_, { masked, comments, filter }) =>
            masked ? <TooFew /> : <Opened by={filter}>{number(comments)}</Opened>,
        },
        count('praised', t('praises')),
        count('blamed', t('complaints')),
        {
          title: t('satisfaction'),
          key: 'satisfaction',
          align: 'right',
          render: (_, { satisfaction }) => <ShareInterval of={satisfaction} />,
        },
        {
          title: t('unharmed'),
          key: 'unharmed',
          align: 'right',
          render: (_, { unharmed, unharmedFilter }) => <ShareInterval of={unharmed} by={unharmedFilter} />,
        },
      ]}
    />
  );
}
