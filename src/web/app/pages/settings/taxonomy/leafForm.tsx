import { AutoComplete, Button, Form, Input, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import { type TextKey, useTexts } from '../../../i18n/texts.ts';
import { type Department, departmentMeant, departmentNames, departmentShown } from '../../../parts/departments.ts';
import type { LeafForm as Values } from './nodes.ts';

const { TextArea } = Input;

/** All that can be said of a leaf. Its code can be chosen once, when it is new. */
export function LeafForm({
  values,
  isNew,
  departments,
  busy,
  apply,
}: {
  values: Values;
  isNew: boolean;
  departments: Department[];
  busy: boolean;
  apply: (values: Values) => void;
}): ReactNode {
  const { t } = useTexts();
  const item = (name: keyof Values, label: TextKey, control: ReactNode, required = true) => (
    <Form.Item name={name} label={t(label)} rules={[{ required }]}>
      {control}
    </Form.Item>
  );
  return (
    <Form<Values>
      layout="vertical"
      initialValues={{ ...values, department: departmentShown(departments, values.department) }}
      onFinish={(given) =>
        apply({ ...given, department: departmentMeant(departments, given.department, values.department) })
      }
      className="leaf-form"
    >
      {isNew && (
        <Form.Item
          name="code"
          label={t('codeName')}
          extra={t('codeNote')}
          rules={[{ required: true, pattern: /^[a-z0-9_]{1,60}$/, message: t('codeName') }]}
        >
          <Input />
        </Form.Item>
      )}
      <div className="three">
        {item('zhCN', 'name_zhCN', <Input maxLength={100} />)}
        {item('zhTW', 'name_zhTW', <Input maxLength={100} />)}
        {item('en', 'name_en', <Input maxLength={100} />)}
      </div>
      {item('describeZh', 'describeZh', <Input maxLength={500} />)}
      {item('describeEn', 'describeEn', <Input maxLength={500} />)}
      <div className="three">
        {item('department', 'owner', <AutoComplete options={departmentNames(departments)} />)}
        {item('slaHours', 'deadlineHours', <InputNumber min={1} style={{ width: '100%' }} />)}
        {item('firstResponseHours', 'firstResponseHours', <InputNumber min={1} style={{ width: '100%' }} />)}
      </div>
      <p className="quiet">{t('cueNote')}</p>
      <div className="two">
        {item('aspects', 'cueAspects', <TextArea autoSize={{ minRows: 3, maxRows: 12 }} />, false)}
        {item('negative', 'cueNegative', <TextArea autoSize={{ minRows: 3, maxRows: 12 }} />, false)}
        {item('positive', 'cuePositive', <TextArea autoSize={{ minRows: 3, maxRows: 12 }} />, false)}
        {item('not', 'cueNot', <TextArea autoSize={{ minRows: 3, maxRows: 12 }} />, false)}
      </div>
      {isNew && item('examples', 'examplesOfLeaf', <TextArea autoSize={{ minRows: 2, maxRows: 8 }} />)}
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('applyToDraft')}
      </Button>
    </Form>
  );
}
