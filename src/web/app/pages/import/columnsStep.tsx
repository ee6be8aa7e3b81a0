import { Alert, Button, Card, Input, InputNumber, Select, Space, Table } from 'antd';
import type { ReactNode } from 'react';
import type { ImportPreview } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';
import { Field } from '../../parts/field.tsx';
import { type FieldKind, faultOf, fieldKinds, fieldOf, type ImportPlan, kindOf } from './mapping.ts';

const examplesShown = 3;

/** Which column feeds what, guessed and to be changed, above the first rows as they stand in the file. */
export function ColumnsStep({
  preview,
  plan,
  change,
  check,
}: {
  preview: ImportPreview;
  plan: ImportPlan;
  change: (plan: ImportPlan) => void;
  check: () => void;
}): ReactNode {
  const { t } = useTexts();
  const fault = faultOf(plan, preview.format);
  const table = preview.format !== 'ndjson';
  return (
    <>
      {table && <Mapping preview={preview} plan={plan} change={change} />}
      <Defaults plan={plan} change={change} />
      {fault !== null && (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 12 }}
          title={t(fault.fault, 'field' in fault ? { field: t(`field_${fault.field}`) } : {})}
        />
      )}
      <Space style={{ marginBlock: 12 }}>
        <Button type="primary" disabled={fault !== null} onClick={check}>
          {t('checkFile')}
        </Button>
      </Space>
      <FirstRows preview={preview} />
    </>
  );
}

interface PlanProps {
  plan: ImportPlan;
  change: (plan: ImportPlan) => void;
}

function Mapping({ preview, plan, change }: PlanProps & { preview: ImportPreview }): ReactNode {
  const { t } = useTexts();
  const kinds = fieldKinds.map((kind) => ({ value: kind, label: t(`field_${kind}`) }));
  const set = (header: string, kind: FieldKind) =>
    change({ ...plan, columns: { ...plan.columns, [header]: fieldOf(kind, header, preview.columns[header]) } });
  return (
    <Table
      className="mapping"
      size="small"
      rowKey="header"
      pagination={false}
      scroll={{ x: true }}
      dataSource={preview.headers.map((header, i) => ({ header, i }))}
      columns={[
        {
          title: t('column'),
          dataIndex: 'header',
          render: (header: string) => <bdi className="example">{header}</bdi>,
        },
        {
          title: t('examples'),
          key: 'examples',
          render: (_, { i }) => <bdi className="example">{examplesOf(preview, i)}</bdi>,
        },
        {
          title: t('feeds'),
          key: 'field',
          render: (_, { header }) => (
            <Select<FieldKind>
              value={kindOf(plan.columns[header] ?? '')}
              options={kinds}
              aria-label={`${t('feeds')}: ${header}`}
              onChange={(kind) => set(header, kind)}
            />
          ),
        },
      ]}
    />
  );
}

function examplesOf({ rows }: ImportPreview, column: number): string {
  const cells = rows.map(({ cells }) => cells[column]?.trim() ?? '').filter((cell) => cell !== '');
  return cells.slice(0, examplesShown).join(' · ');
}

function Defaults({ plan, change }: PlanProps): ReactNode {
  const { t } = useTexts();
  return (
    <Card size="small" title={t('forAllRows')} style={{ marginTop: 12 }}>
      <div className="defaults">
        <Field name={t('source')}>
          <Input
            value={plan.source}
            maxLength={200}
            aria-label={t('source')}
            onChange={({ target }) => change({ ...plan, source: target.value })}
          />
        </Field>
        <Field name={t('channel')}>
          <Input
            value={plan.channel}
            maxLength={200}
            aria-label={t('channel')}
            onChange={({ target }) => change({ ...plan, channel: target.value })}
          />
        </Field>
        <Field name={t('scaleFrom')}>
          <InputNumber
            value={plan.scaleMin}
            aria-label={t('scaleFrom')}
            onChange={(scaleMin) => scaleMin !== null && change({ ...plan, scaleMin })}
          />
        </Field>
        <Field name={t('scaleTo')}>
          <InputNumber
            value={plan.scaleMax}
            aria-label={t('scaleTo')}
            onChange={(scaleMax) => scaleMax !== null && change({ ...plan, scaleMax })}
          />
        </Field>
      </div>
      <p className="quiet">{t('scaleNote')}</p>
    </Card>
  );
}

function FirstRows({ preview }: { preview: ImportPreview }): ReactNode {
  const { t } = useTexts();
  const headers = preview.headers.length > 0 ? preview.headers : ['NDJSON'];
  return (
    <Card size="small" title={t('firstRows')}>
      <Table
        size="small"
        rowKey="row"
        dataSource={preview.rows}
        pagination={false}
        scroll={{ x: true }}
        columns={[
          { title: t('row'), dataIndex: 'row', fixed: 'left' },
          ...headers.map((title, i) => ({
            title: <bdi>{title}</bdi>,
            key: String(i),
            render: (_: unknown, { cells, problem }: ImportPreview['rows'][number]) =>
              problem !== undefined && i === 0 ? (
                <Alert type="warning" title={<FailureShown of={{ kind: 'import', ...problem }} />} />
              ) : (
                <bdi className="example">{cells[i]}</bdi>
              ),
          })),
        ]}
      />
    </Card>
  );
}
