import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { createDefinition, type TopicCadence, type TopicRun } from '../../api/topics.ts';
import { filterOf } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { useOrderText } from './runParts.tsx';

export const cadences = ['manual', 'daily', 'weekly', 'monthly'] as const satisfies TopicCadence[];
type Order = Pick<TopicRun, 'algorithm' | 'k' | 'seed' | 'filters' | 'words'>;

interface Fields {
  name: string;
  cadence: TopicCadence;
}

/** Makes a definition of an order, which runs by schedule. */
export function ScheduleDialog({ order, close }: { order: Order; close: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const orderText = useOrderText();
  const [form] = Form.useForm<Fields>();
  const create = useMutation({
    mutationFn: (fields: Fields) => createDefinition({ ...order, ...fields }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['/v1/topic-definitions'] });
      void message.success(t('scheduleMade'));
      close();
    },
  });
  return (
    <Modal
      open
      title={t('makeSchedule')}
      okText={t('miningSave')}
      cancelText={t('cancel')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <p className="row">
        {orderText(order)} <FilterTags filter={filterOf({ ...order.filters })} />
      </p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ cadence: 'weekly' }}
        onFinish={(fields: Fields) => create.mutate(fields)}
      >
        <Form.Item name="name" label={t('scheduleName')} rules={[{ required: true, whitespace: true, max: 200 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="cadence" label={t('cadence')} extra={t('cadenceNote')}>
          <Select options={cadences.map((value) => ({ value, label: t(`cadence_${value}`) }))} />
        </Form.Item>
      </Form>
      {create.error !== null && <Alert type="error" showIcon title={<FailureShown of={create.error} />} />}
    </Modal>
  );
}
