import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';

/** A field of a narrow row for several values. For those that it has no room for it says how many, and names them where pointed at. */
export function MultipleChoice({
  label,
  placeholder,
  value,
  options,
  change,
}: {
  label: string;
  placeholder?: string;
  value: string[];
  options: { value: string; label: string }[];
  change: (values: string[]) => void;
}): ReactNode {
  const { t, list } = useTexts();
  const omitted = (left: { label?: ReactNode }[]): ReactNode => (
    <span title={list(left.map(({ label: name }) => String(name)))}>
      {t(left.length < value.length ? 'moreChosen' : 'allChosen', { n: left.length })}
    </span>
  );
  return (
    <Select
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      maxTagPlaceholder={omitted}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      options={options}
      onChange={change}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
    />
  );
}
