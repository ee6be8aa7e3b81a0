import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Popconfirm, Select, Space, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import {
  changeDefinition,
  deleteDefinition,
  runDefinition,
  type TopicCadence,
  type TopicDefinition,
  useDefinitions,
} from '../../api/topics.ts';
import { filterOf } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useOrderText } from './runParts.tsx';
import { cadences } from './scheduleDialog.tsx';

/** Definitions that find topics again and again, so that topics can be followed over time. */
export function Schedules(): ReactNode {
  const { t } = useTexts();
  const definitions = useDefinitions();
  return (
    <Loaded of={definitions}>
      {(items) =>
        items.length === 0 ? (
          <Empty description={t('noSchedules')}>
            <span className="quiet">{t('noSchedulesNote')}</span>
          </Empty>
        ) : (
          <ScheduleTable definitions={items} />
        )
      }
    </Loaded>
  );
}

function ScheduleTable({ definitions }: { definitions: TopicDefinition[] }): ReactNode {
  const { t, time } = useTexts();
  const { search } = useLocation();
  const orderText = useOrderText();
  const may = useMay('analyse');
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={definitions}
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        { title: t('scheduleName'), dataIndex: 'name' },
        { title: t('order'), key: 'order', render: (_, definition) => orderText(definition) },
        {
          title: t('ofFilter'),
          dataIndex: 'filters',
          render: (filters) => <FilterTags filter={filterOf(filters)} />,
        },
        { title: t('cadence'), key: 'cadence', render: (_, definition) => <Cadence definition={definition} /> },
        {
          title: t('nextRun'),
          dataIndex: 'nextRunAt',
          className: 'nowrap',
          render: (at: string | null) => (at === null ? '–' : time(at)),
        },
        {
          title: t('lastRun'),
          dataIndex: 'lastRunId',
          render: (id: string | null) =>
            id === null ? '–' : <Link to={{ pathname: `/topics/${id}`, search }}>{t('open')}</Link>,
        },
        ...(may
          ? [{ title: t('actions'), key: 'act', render: (_: unknown, { id }: TopicDefinition) => <Act id={id} /> }]
          : []),
      ]}
    />
  );
}

function useChange<V, T>(change: (value: V) => Promise<T>, changed?: (answer: T) => void) {
  const refused = useRefused();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (answer) => {
      changed?.(answer);
      return queries.invalidateQueries({ queryKey: ['/v1/topic-definitions'] });
    },
    onError: refused,
  });
}

function Cadence({ definition: { id, cadence } }: { definition: TopicDefinition }): ReactNode {
  const { t } = useTexts();
  const may = useMay('analyse');
  const change = useChange((value: TopicCadence) => changeDefinition(id, { cadence: value }));
  if (!may) return t(`cadence_${cadence}`);
  return (
    <Select
      size="small"
      value={cadence}
      aria-label={t('cadence')}
      loading={change.isPending}
      onChange={(value) => change.mutate(value)}
      options={cadences.map((value) => ({ value, label: t(`cadence_${value}`) }))}
      popupMatchSelectWidth={false}
    />
  );
}

function Act({ id }: { id: string }): ReactNode {
  const { t } = useTexts();
  const go = useNavigate();
  const { search } = useLocation();
  const run = useChange(
    () => runDefinition(id),
    (started) => go({ pathname: `/topics/${started.id}`, search }),
  );
  const remove = useChange(() => deleteDefinition(id));
  return (
    <Space>
      <Button size="small" loading={run.isPending} onClick={() => run.mutate(undefined)}>
        {t('runNow')}
      </Button>
      <Popconfirm
        title={t('deleteScheduleSure')}
        okText={t('delete')}
        cancelText={t('cancel')}
        onConfirm={() => remove.mutate(undefined)}
      >
        <Button size="small" loading={remove.isPending}>
          {t('delete')}
        </Button>
      </Popconfirm>
    </Space>
  );
}
