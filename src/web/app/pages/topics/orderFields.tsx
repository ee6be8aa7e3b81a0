import { Checkbox, Collapse, Form, InputNumber, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';

export const mostTopics = 200;
const wordKinds = ['noun', 'verb', 'adjective', 'other'] as const;

/** What the fields of an order hold. */
export interface OrderFields {
  algorithm: 'lda' | 'kmeans';
  howMany: 'auto' | 'fixed';
  k: number;
  seed: number;
  words: (typeof wordKinds)[number][];
}

export const orderDefaults: OrderFields = {
  algorithm: 'lda',
  howMany: 'auto',
  k: 10,
  seed: 1,
  words: [...wordKinds],
};

/** The order as the API takes it; all parts of speech are none chosen. */
export function orderOf({ algorithm, howMany, k, seed, words }: OrderFields): object {
  const all = words.length === 0 || words.length === wordKinds.length;
  return { algorithm, k: howMany === 'auto' ? 'auto' : k, seed, ...(all ? {} : { words }) };
}

/** How topics are to be found; for the form that they stand in. */
export function OrderFormFields(): ReactNode {
  const { t } = useTexts();
  return (
    <>
      <div className="form-row">
        <Form.Item name="algorithm" label={t('algorithm')} className="grow">
          <Select
            options={(['lda', 'kmeans'] as const).map((value) => ({ value, label: t(`algorithm_${value}`) }))}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
        <Form.Item name="howMany" label={t('howMany')}>
          <Radio.Group
            optionType="button"
            options={(['auto', 'fixed'] as const).map((value) => ({ value, label: t(`howMany_${value}`) }))}
          />
        </Form.Item>
        {/* Drawn with the choice itself: what watches a field hears of it later. */}
        <Form.Item noStyle dependencies={['howMany']}>
          {({ getFieldValue }) =>
            getFieldValue('howMany') === 'fixed' && (
              <Form.Item name="k" label={t('k')} rules={[{ required: true }]}>
                <InputNumber min={1} max={mostTopics} precision={0} />
              </Form.Item>
            )
          }
        </Form.Item>
      </div>
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'advanced',
            label: t('advanced'),
            forceRender: true,
            children: (
              <div className="form-row">
                <Form.Item name="seed" label={t('seed')} extra={t('seedNote')} rules={[{ required: true }]}>
                  <InputNumber min={0} max={999_999_999} precision={0} />
                </Form.Item>
                <Form.Item name="words" label={t('wordKinds')}>
                  <Checkbox.Group options={wordKinds.map((value) => ({ value, label: t(`word_${value}`) }))} />
                </Form.Item>
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
