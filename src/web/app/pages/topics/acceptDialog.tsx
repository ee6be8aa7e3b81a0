import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, AutoComplete, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTaxonomy } from '../../api/queries.ts';
import { acceptSuggestion, type Suggestion, suggestionsKey } from '../../api/topics.ts';
import type { Names } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { type Department, departmentMeant, departmentNames, useDepartments } from '../../parts/departments.ts';
import { FailureShown } from '../../parts/failureShown.tsx';
import { useLabelNames } from '../../parts/labels.ts';

const usualHours = 48;
const longestHours = 8760;

interface Fields {
  names: { [language in keyof Names]?: string };
  parent: string;
  code?: string;
  department?: string;
  slaHours: number;
}

/** Where a suggested leaf goes, what it is called, and who answers for it; it becomes a draft of the taxonomy. */
export function AcceptDialog({
  run,
  suggestion: { n, name },
  close,
}: {
  run: string;
  suggestion: Suggestion;
  close: () => void;
}): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const taxonomy = useTaxonomy();
  const labels = useLabelNames();
  const [form] = Form.useForm<Fields>();
  const accept = useMutation({
    mutationFn: (fields: Fields) => acceptSuggestion(run, n, bodyOf(fields, departments)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: suggestionsKey(run) });
      void message.success(t('acceptedAsDraft'));
      close();
    },
  });
  const groups = Object.keys(taxonomy.data?.groups ?? {}).map((code) => ({
    value: code,
    label: labels.get(code) ?? code,
  }));
  const departments = useDepartments();
  return (
    <Modal
      open
      title={t('acceptLeaf')}
      okText={t('acceptLeaf')}
      cancelText={t('cancel')}
      confirmLoading={accept.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <p className="quiet">{t('acceptNote')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ names: { 'zh-CN': name }, slaHours: usualHours }}
        onFinish={(fields: Fields) => accept.mutate(fields)}
      >
        <Form.Item name="parent" label={t('parent')} rules={[{ required: true }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={groups} loading={taxonomy.isPending} />
        </Form.Item>
        <Form.Item
          name={['names', 'zh-CN']}
          label={t('nameZhCN')}
          rules={[{ required: true, whitespace: true, max: 200 }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name={['names', 'zh-TW']} label={t('nameZhTW')} rules={[{ max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item name={['names', 'en']} label={t('nameEn')} rules={[{ max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('codePart')}
          extra={t('miningCodeNote')}
          rules={[{ pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t('codeWrong') }]}
        >
          <Input />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="department" label={t('owner')} className="grow" rules={[{ max: 200 }]}>
            <AutoComplete options={departmentNames(departments)} showSearch={{ filterOption: true }} />
          </Form.Item>
          <Form.Item name="slaHours" label={t('slaHours')} rules={[{ required: true }]}>
            <InputNumber min={1} max={longestHours} precision={0} />
          </Form.Item>
        </div>
      </Form>
      {accept.error !== null && <Alert type="error" showIcon title={<FailureShown of={accept.error} />} />}
    </Modal>
  );
}

/** Fields that nobody filled in are absent. */
function bodyOf({ names, parent, code, department, slaHours }: Fields, departments: Department[]): object {
  const given = Object.entries(names)
    .map(([language, value]) => [language, value?.trim()] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  return {
    parent,
    name: names['zh-CN']!.trim(),
    names: Object.fromEntries(given),
    ...(code?.trim() && { code: code.trim() }),
    ...(department?.trim() && { department: departmentMeant(departments, department) }),
    slaHours,
  };
}
