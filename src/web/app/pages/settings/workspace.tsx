import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { useWorkspace } from '../../api/queries.ts';
import type { Workspace } from '../../api/types.ts';
import '../../i18n/workspace.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Loaded } from '../../parts/states.tsx';
import { SampleData } from '../overview/empty.tsx';
import { ErasureCard } from './erasure.tsx';

const taxonomies = ['cx', 'dining', 'equipment', 'banking'] as const;
const shares = ['auditShare', 'secondOpinionShare', 'finalCheckShare'] as const;
type Settings = Omit<Workspace, 'id' | 'model'>;

/** What holds for the whole workspace. */
export function WorkspacePanel(): ReactNode {
  const { t } = useTexts();
  const workspace = useWorkspace();
  return (
    <>
      <Card size="small">
        <Loaded of={workspace}>{(data) => <SettingsForm settings={data} />}</Loaded>
      </Card>
      <Card size="small" title={t('dataQuality')} style={{ marginTop: 12 }}>
        <p className="quiet">{t('dataQualityNote')}</p>
        <Link to="/statistics/quality">{t('openDataQuality')}</Link>
      </Card>
      <ErasureCard />
      <Card size="small" title={t('sampleData')} style={{ marginTop: 12 }}>
        <p className="quiet">{t('sampleNote')}</p>
        <SampleData />
      </Card>
    </>
  );
}

function SettingsForm({ settings }: { settings: Workspace }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const queries = useQueryClient();
  const save = useMutation({
    // A field that was emptied has no value.
    mutationFn: (body: Settings) =>
      call('/v1/workspace', { method: 'PATCH', body: { ...body, retentionDays: body.retentionDays ?? null } }),
    onSuccess: () => {
      void message.success(`${t('saved')}. ${t('savedNote')}`);
      return queries.invalidateQueries();
    },
    onError: refused,
  });
  const number = (name: keyof Settings, note: TextKey, most: number, step: number) => (
    <Form.Item name={name} label={t(name as TextKey)} extra={t(note)} rules={[{ required: true }]}>
      <InputNumber min={0} max={most} step={step} style={{ width: 140 }} />
    </Form.Item>
  );
  return (
    <Form<Settings>
      layout="vertical"
      initialValues={settings}
      onFinish={(values) => save.mutate(values)}
      style={{ maxWidth: 560 }}
    >
      <Form.Item name="name" label={t('workspace')} rules={[{ required: true, max: 200 }]}>
        <Input />
      </Form.Item>
      <TaxonomyChoice current={settings.taxonomy} />
      {number('conflictThreshold', 'conflictThresholdNote', 1, 0.05)}
      {shares.map((name) => (
        <div key={name}>{number(name, `${name}Note`, 1, 0.01)}</div>
      ))}
      {number('trainAfter', 'trainAfterNote', 100_000, 10)}
      {number('trainRestHours', 'trainRestHoursNote', 8760, 1)}
      {number('trainEveryDays', 'trainEveryDaysNote', 365, 1)}
      <Form.Item name="retentionDays" label={t('retentionDays')} extra={t('retentionDaysNote')}>
        <InputNumber min={1} max={36_500} precision={0} style={{ width: 140 }} />
      </Form.Item>
      <Form.Item name="reanalyseAfterPromotion" valuePropName="checked">
        <Checkbox>{t('reanalyseAfterPromotion')}</Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('save')}
      </Button>
    </Form>
  );
}

function TaxonomyChoice({ current }: { current: string }): ReactNode {
  const { t } = useTexts();
  const known = taxonomies.map((value) => ({ value: value as string, label: t(`taxonomy_${value}`) }));
  const options = known.some(({ value }) => value === current) ? known : [...known, { value: current, label: current }];
  return (
    <Form.Item name="taxonomy" label={t('taxonomyInUse')}>
      <Select options={options} />
    </Form.Item>
  );
}
