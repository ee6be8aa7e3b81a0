import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Popconfirm, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import {
  removeTarget,
  type TargetMeasure,
  type TargetShown,
  useStatisticsCall,
  useTargets,
} from '../../api/statistics.ts';
import { filterOf } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { inPages } from '../../parts/inPages.ts';
import { Loaded } from '../../parts/states.tsx';
import { Interval, TooFew } from './shown.tsx';
import { TargetDialog } from './targetDialog.tsx';

/** What was aimed at, by when, and how far it is. */
export function TargetPanel(): ReactNode {
  const { t } = useTexts();
  const may = useMay('analyse');
  const targets = useTargets();
  const [open, setOpen] = useState(false);
  return (
    <Card
      size="small"
      className="wide"
      title={t('targets')}
      extra={
        may && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
            {t('addTarget')}
          </Button>
        )
      }
    >
      <Loaded of={targets}>
        {(items) =>
          items.length === 0 ? <Empty description={t('noTargets')} /> : <TargetTable targets={items} may={may} />
        }
      </Loaded>
      {open && <TargetDialog close={() => setOpen(false)} />}
    </Card>
  );
}

/** Measures that are shares; people read and write them as per cent. */
export const isShare = (measure: TargetMeasure): boolean => measure === 'csat' || measure === 'negative_share';

const signs = { reached: '✓', on_course: '↗', close: '≈', behind: '↘', missed: '✗', too_few: '?' } as const;

function TargetTable({ targets, may }: { targets: TargetShown[]; may: boolean }): ReactNode {
  const { t, number, percent, date } = useTexts();
  const refused = useRefused();
  const remove = useStatisticsCall(refused);
  const shown = (measure: TargetMeasure, value: number) => (isShare(measure) ? percent(value) : number(value, 1));
  return (
    <Table<TargetShown>
      size="small"
      rowKey="id"
      dataSource={targets}
      scroll={{ x: true }}
      pagination={inPages(10)}
      columns={[
        { title: t('targetName'), dataIndex: 'name', render: (name: string) => <bdi>{name}</bdi> },
        { title: t('targetMeasure'), dataIndex: 'measure', render: (measure: TargetMeasure) => t(`aim_${measure}`) },
        {
          title: t('goal'),
          dataIndex: 'goal',
          align: 'right',
          render: (goal: number, { measure }) => shown(measure, goal),
        },
        {
          title: t('reachedSoFar'),
          key: 'value',
          align: 'right',
          render: (_, { measure, status }) =>
            status.value === null ? (
              <TooFew />
            ) : (
              <Interval of={status.value} by={status.filter} show={(value) => shown(measure, value)} />
            ),
        },
        {
          title: t('targetState'),
          key: 'state',
          render: (_, { status: { state, gap }, measure }) => (
            <>
              <Tag>
                <span aria-hidden>{signs[state]} </span>
                {t(`state_${state}`)}
              </Tag>
              {gap !== null && gap !== 0 && <small>{t('gapOf', { gap: shown(measure, Math.abs(gap)) })}</small>}
            </>
          ),
        },
        {
          title: t('deadline'),
          dataIndex: 'deadline',
          render: (deadline: string, { status: { daysLeft } }) => (
            <>
              {date(deadline)}
              <div className="quiet">
                {daysLeft >= 0 ? t('daysLeft', { n: number(daysLeft) }) : t('daysOver', { n: number(-daysLeft) })}
              </div>
            </>
          ),
        },
        {
          title: t('targetOf'),
          key: 'filters',
          render: (_, { filters }) => <FilterTags filter={filterOf({ ...filters })} />,
        },
        ...(may
          ? [
              {
                title: '',
                key: 'act',
                render: (_: unknown, { id, name }: TargetShown) => (
                  <Popconfirm
                    title={t('removeTargetSure')}
                    okText={t('removeIt')}
                    cancelText={t('keepIt')}
                    onConfirm={() => remove.mutate(removeTarget(id))}
                  >
                    <Button size="small" aria-label={`${t('removeIt')}: ${name}`}>
                      {t('removeIt')}
                    </Button>
                  </Popconfirm>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
