import { Form, Input, InputNumber, Modal, Select, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { type StatisticsSettings, useScores, useSettingsChange, useStatisticsSettings } from '../../api/statistics.ts';
import '../../i18n/dataQuality.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';

const flags = [
  'outlier',
  'straight_line',
  'blocked_respondent',
  'duplicate',
  'near_duplicate',
  'incomplete',
  'speeder',
  'subscore_contradiction',
] as const satisfies StatisticsSettings['excludedFlags'];

interface Fields {
  minimumSample: number;
  excludedFlags: StatisticsSettings['excludedFlags'];
  dimension?: string;
  direction: 'high_is_easy' | 'low_is_easy';
  amount: string;
  outlet: string;
  device: string;
  duration: string;
  weights: StatisticsSettings['weights'];
}

/** What the figures are calculated with, for the whole workspace. */
export function SettingsDialog({ close }: { close: () => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const [form] = Form.useForm<Fields>();
  const settings = useStatisticsSettings().data;
  const change = useSettingsChange(refused);
  const save = ({ minimumSample, excludedFlags, dimension, direction, weights, ...keys }: Fields) => {
    if (settings === undefined) return;
    const next: StatisticsSettings = {
      ...settings.body,
      minimumSample,
      excludedFlags,
      effort: dimension ? { dimension, direction } : null,
      keys,
      weights,
    };
    change.mutate({ settings: next, etag: settings.etag }, { onSuccess: close });
  };
  return (
    <Modal
      open
      title={t('calculation')}
      okText={t('saveEfforts')}
      cancelText={t('keepIt')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      {settings === undefined ? <Skeleton active /> : <SettingsForm form={form} of={settings.body} save={save} />}
    </Modal>
  );
}

function SettingsForm({
  form,
  of: { minimumSample, excludedFlags, effort, keys, weights },
  save,
}: {
  form: ReturnType<typeof Form.useForm<Fields>>[0];
  of: StatisticsSettings;
  save: (fields: Fields) => void;
}): ReactNode {
  const { t } = useTexts();
  const dimensions = useScores({}, { by: 'dimension' }).data?.items ?? [];
  const required = [{ required: true, message: t('fieldNeeded') }];
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{
        minimumSample,
        excludedFlags,
        dimension: effort?.dimension,
        direction: effort?.direction ?? 'high_is_easy',
        ...keys,
        weights,
      }}
      onFinish={save}
    >
      <Form.Item name="minimumSample" label={t('minimumSample')} extra={t('minimumSampleNote')} rules={required}>
        <InputNumber min={1} max={1000} precision={0} />
      </Form.Item>
      <Form.Item name="excludedFlags" label={t('excludedFlags')} extra={t('excludedFlagsNote')}>
        <Select mode="multiple" options={flags.map((value) => ({ value, label: t(`flag_${value}`) }))} />
      </Form.Item>
      <div className="two">
        <Form.Item name="dimension" label={t('effortDimension')}>
          <Select allowClear options={dimensions.map(({ key }) => ({ value: key, label: key }))} />
        </Form.Item>
        <Form.Item name="direction" label={t('effortDirection')}>
          <Select
            options={(['high_is_easy', 'low_is_easy'] as const).map((value) => ({
              value,
              label: t(`effort_${value}`),
            }))}
          />
        </Form.Item>
        {(['amount', 'outlet', 'device', 'duration'] as const).map((name) => (
          <Form.Item key={name} name={name} label={t(`key_${name}`)} rules={required}>
            <Input />
          </Form.Item>
        ))}
        {(['recency', 'frequency', 'amount', 'satisfaction'] as const).map((name) => (
          <Form.Item key={name} name={['weights', name]} label={t(`weight_${name}`)} rules={required}>
            <InputNumber min={0} max={100} step={0.05} />
          </Form.Item>
        ))}
      </div>
    </Form>
  );
}
