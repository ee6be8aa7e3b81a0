import { Card, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSampleSize } from '../../api/statistics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Field } from '../../parts/field.tsx';
import { Loaded } from '../../parts/states.tsx';

const confidences = [0.9, 0.95, 0.99];

/** How many answers a survey needs. */
export function SampleSizePanel(): ReactNode {
  const { t, number, percent } = useTexts();
  const [confidence, setConfidence] = useState(0.95);
  const [margin, setMargin] = useState(5);
  const [proportion, setProportion] = useState(50);
  const [population, setPopulation] = useState<number | null>(null);
  const size = useSampleSize({
    confidence: String(confidence),
    margin: String(margin / 100),
    proportion: String(proportion / 100),
    ...(population === null ? {} : { population: String(population) }),
  });
  const field = (
    name: 'margin' | 'proportion',
    value: number,
    set: (value: number) => void,
    low: number,
    high: number,
  ) => (
    <Field name={t(`size_${name}`)}>
      <InputNumber
        aria-label={t(`size_${name}`)}
        min={low}
        max={high}
        value={value}
        onChange={(next) => next !== null && set(next)}
        suffix="%"
      />
    </Field>
  );
  return (
    <Card size="small" className="wide" title={t('sampleSize')}>
      <div className="form-row periods">
        <Field name={t('size_confidence')}>
          <Select
            aria-label={t('size_confidence')}
            value={confidence}
            onChange={setConfidence}
            options={confidences.map((value) => ({ value, label: percent(value, 0) }))}
          />
        </Field>
        {field('margin', margin, setMargin, 0.1, 50)}
        {field('proportion', proportion, setProportion, 1, 99)}
        <Field name={t('size_population')}>
          <InputNumber
            aria-label={t('size_population')}
            min={1}
            max={999_999_999}
            precision={0}
            placeholder={t('size_unlimited')}
            value={population}
            onChange={setPopulation}
          />
        </Field>
      </div>
      <Loaded of={size}>
        {({ n }) => (
          <output className="sample-size">
            {t('sampleNeeded')} <strong>{number(n)}</strong>
          </output>
        )}
      </Loaded>
    </Card>
  );
}
