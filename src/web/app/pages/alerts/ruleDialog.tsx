import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Alert as Notice, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { type AlertRule, previewRule, saveRule, useAlertChange } from '../../api/alerts.ts';
import { useBreakdown } from '../../api/queries.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDepartments } from '../../parts/departments.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { conditionOf, formOf, newRule, type RuleForm, ruleOf } from './conditions.ts';

const kinds = ['keyword', 'label', 'rise', 'threshold', 'overdue', 'anomaly'] as const;
const thresholds = ['csat', 'nps', 'coverage', 'negativeShare'] as const;
const anomalies = ['comments', 'negativeShare', 'meanRating'] as const;

/** A rule: what it watches, tried on the last days before it is saved. */
export function RuleDialog({ rule, close }: { rule: AlertRule | null; close: () => void }): ReactNode {
  const { t, number } = useTexts();
  const refused = useRefused();
  const [form] = Form.useForm<RuleForm>();
  const start = rule === null ? newRule : formOf(rule);
  const [kind, setKind] = useState(start.kind);
  const change = useAlertChange(refused);
  const preview = useMutation({
    mutationFn: (values: RuleForm) => previewRule(conditionOf(values)),
    onError: refused,
  });
  const values = (): RuleForm => ({ ...start, ...form.getFieldsValue() });
  const chooseKind = (next: RuleForm['kind']) => {
    setKind(next);
    preview.reset();
    form.setFieldsValue({
      measure: next === 'anomaly' ? 'negativeShare' : 'csat',
      side: next === 'anomaly' ? 'both' : 'below',
      days: next === 'anomaly' ? 28 : 7,
      minComments: next === 'threshold' ? 30 : 10,
    });
  };
  return (
    <Modal
      open
      width={640}
      title={t(rule === null ? 'addAlert' : 'editAlert')}
      okText={t('saveFix')}
      cancelText={t('cancel')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<RuleForm>
        form={form}
        layout="vertical"
        initialValues={start}
        onFinish={() =>
          change.mutate(saveRule(ruleOf(values(), rule?.enabled ?? true), rule?.id ?? null), { onSuccess: close })
        }
      >
        <Form.Item name="name" label={t('named')} rules={[{ required: true, max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="kind" label={t('alertKind')}>
          <Select options={kinds.map((value) => ({ value, label: t(`alert_${value}`) }))} onChange={chooseKind} />
        </Form.Item>
        <ConditionFields kind={kind} />
        <Common kind={kind} />
      </Form>
      <Button loading={preview.isPending} onClick={() => preview.mutate(values())}>
        {t('alertPreview')}
      </Button>
      {preview.data !== undefined && (
        <Notice
          type="info"
          style={{ marginTop: 12 }}
          title={t('alertPreviewResult', { n: number(preview.data.alerts) })}
          description={preview.data.complete ? undefined : t('alertPreviewPart', { n: number(preview.data.examined) })}
        />
      )}
    </Modal>
  );
}

function ConditionFields({ kind }: { kind: RuleForm['kind'] }): ReactNode {
  const { t } = useTexts();
  if (kind === 'keyword')
    return (
      <Form.Item name="words" label={t('watchedWords')} extra={t('watchedWordsNote')} rules={[{ required: true }]}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
    );
  if (kind === 'label' || kind === 'rise')
    return (
      <>
        <LabelFields />
        {kind === 'rise' && (
          <div className="three">
            <Amount name="days" min={1} max={90} />
            <Amount name="minComments" min={1} max={1_000_000} />
            <Amount name="minRise" min={0} max={100} />
          </div>
        )}
      </>
    );
  if (kind === 'threshold' || kind === 'anomaly') return <FigureFields kind={kind} />;
  return <Departments />;
}

const amountNames = {
  days: 'overDays',
  minComments: 'atLeastComments',
  minRise: 'leastRise',
  z: 'deviations',
} as const;

function Amount({ name, min, max }: { name: keyof typeof amountNames; min: number; max: number }): ReactNode {
  const { t } = useTexts();
  return (
    <Form.Item name={name} label={t(amountNames[name])} rules={[{ required: true }]}>
      <InputNumber min={min} max={max} style={{ width: '100%' }} />
    </Form.Item>
  );
}

function LabelFields(): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  return (
    <>
      <Form.Item name="labels" label={t('issue')} rules={[{ required: true }]}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={[...names].map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item name="polarity" label={t('alertPolarity')}>
        <Select
          options={(['negative', 'positive', 'any'] as const).map((value) => ({
            value,
            label: t(`polarity_${value}`),
          }))}
        />
      </Form.Item>
    </>
  );
}

function FigureFields({ kind }: { kind: 'threshold' | 'anomaly' }): ReactNode {
  const { t } = useTexts();
  const measures = kind === 'threshold' ? thresholds : anomalies;
  const sides = kind === 'threshold' ? (['below', 'above'] as const) : (['below', 'above', 'both'] as const);
  return (
    <>
      <div className="three">
        <Form.Item name="measure" label={t('measure')}>
          <Select options={measures.map((value) => ({ value, label: t(`measure_${value}`) }))} />
        </Form.Item>
        <Form.Item name="side" label={t('side')}>
          <Select options={sides.map((value) => ({ value, label: t(`side_${value}`) }))} />
        </Form.Item>
        {kind === 'threshold' ? (
          <Form.Item name="value" label={t('lineValue')} tooltip={t('lineValueNote')} rules={[{ required: true }]}>
            <InputNumber min={-100} max={100} step={0.05} style={{ width: '100%' }} />
          </Form.Item>
        ) : (
          <Amount name="z" min={2} max={100} />
        )}
      </div>
      <div className="two">
        <Amount name="days" min={kind === 'anomaly' ? 7 : 1} max={90} />
        <Amount name="minComments" min={1} max={1_000_000} />
      </div>
    </>
  );
}

function Departments(): ReactNode {
  const { t } = useTexts();
  return (
    <Form.Item name="departments" label={t('ofDepartments')}>
      <Select mode="multiple" options={useDepartments()} />
    </Form.Item>
  );
}

function Common({ kind }: { kind: RuleForm['kind'] }): ReactNode {
  const { t } = useTexts();
  const departments = useDepartments();
  const channels = useBreakdown({}, 'channel');
  const options = (channels.data ?? []).filter(({ key }) => key !== '').map(({ key }) => ({ value: key, label: key }));
  return (
    <div className="two">
      <Form.Item name="channel" label={t('channel')}>
        <Select mode="multiple" options={options} />
      </Form.Item>
      {kind !== 'overdue' && (
        <Form.Item name="department" label={t('forDepartment')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={departments} />
        </Form.Item>
      )}
    </div>
  );
}
