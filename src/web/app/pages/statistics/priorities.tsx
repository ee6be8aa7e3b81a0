import { Button, Card, InputNumber, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type PriorityTable, usePriorities, useSettingsChange, useStatisticsSettings } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Field } from '../../parts/field.tsx';
import { inPages } from '../../parts/inPages.ts';
import { useNodeNames } from '../../parts/labels.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { PointInterval } from './shown.tsx';

type Row = PriorityTable['items'][number];

/** What each improvement gives for its effort, the best first. */
export function PriorityPanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const priorities = usePriorities(filter);
  return (
    <Card size="small" className="wide" title={t('priorities')}>
      <p className="quiet lead">{t('prioritiesNote')}</p>
      <Loaded of={priorities}>{(table) => <Priorities table={table} />}</Loaded>
    </Card>
  );
}

function Priorities({ table: { items, roiThreshold, valuePerPoint } }: { table: PriorityTable }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const may = useMay('admin');
  const names = useNodeNames();
  const settings = useStatisticsSettings().data;
  const change = useSettingsChange(refused);
  const [asked, setThreshold] = useState<number | null>(null);
  const threshold = asked ?? roiThreshold;
  const [efforts, setEfforts] = useState<Record<string, number>>({});
  const [value, setValue] = useState<number | null>(null);
  const changed = Object.keys(efforts).length > 0 || value !== null || asked !== null;
  const save = () => {
    if (settings === undefined) return;
    const { body, etag } = settings;
    change.mutate(
      {
        settings: {
          ...body,
          efforts: { ...body.efforts, ...efforts },
          valuePerPoint: value ?? body.valuePerPoint,
          roiThreshold: asked ?? body.roiThreshold,
        },
        etag,
      },
      {
        // What was entered meanwhile stays.
        onSuccess: () => {
          setEfforts((now) => (now === efforts ? {} : now));
          setValue((now) => (now === value ? null : now));
          setThreshold((now) => (now === asked ? null : now));
        },
      },
    );
  };
  return (
    <>
      <div className="form-row periods">
        <Field name={t('roiThreshold')}>
          <InputNumber min={0} step={0.5} aria-label={t('roiThreshold')} value={threshold} onChange={setThreshold} />
        </Field>
        <Field name={t('valuePerPoint')}>
          <InputNumber
            min={0}
            disabled={!may}
            aria-label={t('valuePerPoint')}
            value={value ?? valuePerPoint}
            onChange={setValue}
          />
        </Field>
        {may && (
          <Button
            type="primary"
            className="bottom"
            disabled={!changed || !settings}
            loading={change.isPending}
            onClick={save}
          >
            {t('saveEfforts')}
          </Button>
        )}
      </div>
      <Table<Row>
        size="small"
        rowKey="code"
        dataSource={items}
        scroll={{ x: true }}
        pagination={inPages(10)}
        columns={[
          {
            title: t('by_label'),
            key: 'name',
            render: (_, { code, name, filter }) => <Opened by={filter}>{names.get(code) ?? name}</Opened>,
          },
          {
            title: <span title={t('liftNoteOf')}>{t('liftOf')}</span>,
            key: 'lift',
            align: 'right',
            sorter: (a, b) => a.lift.value - b.lift.value,
            render: (_, { lift }) => <PointInterval of={lift} digits={2} />,
          },
          {
            title: t('effort'),
            key: 'effort',
            align: 'right',
            render: (_, { code, name, effort }) => (
              <InputNumber
                size="small"
                min={0.01}
                max={1e6}
                disabled={!may}
                aria-label={`${t('effort')}: ${names.get(code) ?? name}`}
                value={efforts[code] ?? effort}
                onChange={(next) => next !== null && setEfforts({ ...efforts, [code]: next })}
              />
            ),
          },
          {
            title: 'ROI',
            key: 'roi',
            align: 'right',
            sorter: (a, b) => a.roi.value - b.roi.value,
            render: (_, { roi }) => <PointInterval of={roi} digits={2} />,
          },
          {
            title: t('verdictOf'),
            key: 'worthwhile',
            render: (_, { roi }) => (
              <Tag>{roi.value >= threshold ? `✓ ${t('worthwhile')}` : `– ${t('notWorthwhile')}`}</Tag>
            ),
          },
        ]}
      />
    </>
  );
}
