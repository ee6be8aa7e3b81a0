import { Form, Input, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { addTarget, type TargetMeasure, useStatisticsCall } from '../../api/statistics.ts';
import { filterBody, useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { isShare } from './targets.tsx';

const measures = ['csat', 'nps', 'index', 'ces', 'negative_share'] as const satisfies TargetMeasure[];
const ranges: Record<TargetMeasure, [low: number, high: number]> = {
  csat: [0, 100],
  nps: [-100, 100],
  index: [0, 100],
  ces: [1, 7],
  negative_share: [0, 100],
};

interface Fields {
  name: string;
  measure: TargetMeasure;
  goal: number;
  from: string;
  deadline: string;
}

/** A goal for the comments that the page's filter chooses; its days are the target's own. */
export function TargetDialog({ close }: { close: () => void }): ReactNode {
  const { t, number } = useTexts();
  const refused = useRefused();
  const { from: _, to: __, ...filter } = useFilter().filter;
  const [form] = Form.useForm<Fields>();
  const measure = Form.useWatch('measure', form) ?? 'csat';
  const add = useStatisticsCall(refused);
  const [low, high] = ranges[measure];
  const save = (fields: Fields) => {
    const goal = isShare(fields.measure) ? fields.goal / 100 : fields.goal;
    add.mutate(addTarget({ ...fields, goal, filters: filterBody(filter) }), { onSuccess: close });
  };
  const required = [{ required: true, message: t('fieldNeeded') }];
  return (
    <Modal
      open
      title={t('addTarget')}
      okText={t('addIt')}
      cancelText={t('keepIt')}
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" initialValues={{ measure: 'csat' }} onFinish={save}>
        <Form.Item name="name" label={t('targetName')} rules={[...required, { max: 200 }]}>
          <Input />
        </Form.Item>
        <div className="two">
          <Form.Item name="measure" label={t('targetMeasure')}>
            <Select options={measures.map((value) => ({ value, label: t(`aim_${value}`) }))} />
          </Form.Item>
          <Form.Item
            name="goal"
            label={`${t('goal')} (${number(low)} – ${number(high)}${isShare(measure) ? ' %' : ''})`}
            rules={required}
          >
            <InputNumber min={low} max={high} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="from" label={t('countsFrom')} rules={required}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="deadline" label={t('deadline')} rules={required}>
            <Input type="date" />
          </Form.Item>
        </div>
        <div className="row">
          <span className="quiet">{t('targetOf')}</span>
          <FilterTags filter={filter} />
        </div>
      </Form>
    </Modal>
  );
}
