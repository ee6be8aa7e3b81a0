import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { type JourneyTable, useSettingsChange, useStatisticsSettings } from '../../api/statistics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { useLabelNames } from '../../parts/labels.ts';

const mostStages = 20;

/** A stage as its form has it; one that is new has no id yet. */
interface StageFields {
  id?: string;
  name: string;
  labels: string[];
}
interface Fields {
  stages: StageFields[];
}

/** The stages of the customers' journey and the labels that tell of each; none: the top levels of the taxonomy. */
export function StagesDialog({ shown, close }: { shown: JourneyTable; close: () => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const names = useLabelNames();
  const [form] = Form.useForm<Fields>();
  const settings = useStatisticsSettings().data;
  const change = useSettingsChange(refused);
  const save = ({ stages }: Fields) => {
    if (settings === undefined) return;
    const kept = stages.map(({ id = crypto.randomUUID(), name, labels }) => ({ id, name: name.trim(), labels }));
    change.mutate({ settings: { ...settings.body, stages: kept }, etag: settings.etag }, { onSuccess: close });
  };
  // Who sets stages for the first time begins with what the chart shows.
  const first = shown.inferredStages
    ? shown.stages.map(({ id, labels }) => ({ name: names.get(id) ?? id, labels }))
    : settings?.body.stages;
  return (
    <Modal
      open
      width={720}
      title={t('editStages')}
      okText={t('saveEfforts')}
      cancelText={t('keepIt')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <p className="quiet lead">{t('editStagesNote')}</p>
      {settings === undefined ? (
        <Skeleton active />
      ) : (
        <Form form={form} initialValues={{ stages: first }} onFinish={save}>
          <StageList />
        </Form>
      )}
    </Modal>
  );
}

function StageList(): ReactNode {
  const { t } = useTexts();
  const labels = [...useLabelNames()].map(([value, label]) => ({ value, label }));
  return (
    <Form.List name="stages">
      {(stages, { add, remove, move }) => (
        <>
          <ol className="stages">
            {stages.map(({ key, name }) => (
              <li key={key}>
                <Form.Item
                  name={[name, 'name']}
                  rules={[{ required: true, whitespace: true, message: t('fieldNeeded') }]}
                >
                  <Input maxLength={200} aria-label={t('stageName')} placeholder={t('stageName')} />
                </Form.Item>
                <Form.Item
                  name={[name, 'labels']}
                  className="grow"
                  rules={[{ required: true, message: t('fieldNeeded') }]}
                >
                  <Select
                    mode="multiple"
                    aria-label={t('stageLabels')}
                    placeholder={t('stageLabels')}
                    options={labels}
                    showSearch={{ optionFilterProp: 'label' }}
                  />
                </Form.Item>
                <span>
                  <Button
                    type="text"
                    icon={<ArrowUpOutlined />}
                    aria-label={t('stageEarlier')}
                    disabled={name === 0}
                    onClick={() => move(name, name - 1)}
                  />
                  <Button
                    type="text"
                    icon={<ArrowDownOutlined />}
                    aria-label={t('stageLater')}
                    disabled={name === stages.length - 1}
                    onClick={() => move(name, name + 1)}
                  />
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('removeStage')}
                    onClick={() => remove(name)}
                  />
                </span>
              </li>
            ))}
          </ol>
          <Button
            type="dashed"
            block
            icon={<PlusOutlined />}
            disabled={stages.length >= mostStages}
            onClick={() => add({ name: '' })}
          >
            {t('addStage')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
