import { Input } from 'antd';
import type { ReactNode } from 'react';
import type { Periods } from '../api/keywords.ts';
import '../i18n/mining.ts';
import { useTexts } from '../i18n/texts.ts';
import { Field } from './field.tsx';

/** The days of a period, and of the one that it is compared with. */
export function PeriodFields({ periods, change }: { periods: Periods; change: (periods: Periods) => void }): ReactNode {
  const { t } = useTexts();
  const day = (name: keyof Periods) => (
    <Input
      type="date"
      aria-label={t(`period_${name}`)}
      value={periods[name]}
      onChange={({ target }) => change({ ...periods, [name]: target.value })}
    />
  );
  return (
    <div className="form-row periods">
      <Field name={t('thisPeriod')}>
        <span className="range">
          {day('from')} – {day('to')}
        </span>
      </Field>
      <Field name={t('thatPeriod')}>
        <span className="range">
          {day('beforeFrom')} – {day('beforeTo')}
        </span>
      </Field>
    </div>
  );
}
