import type { ReactNode } from 'react';
import type { ScoreRow } from '../../api/statistics.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { bandColours } from '../../theme.ts';

const colours = [
  bandColours.very_positive,
  bandColours.positive,
  bandColours.neutral,
  bandColours.negative,
  bandColours.very_negative,
];

/** How ratings spread over the five grades; the list below says what the bar shows. */
export function Grades({
  row: { grades },
  names,
}: {
  row: Extract<ScoreRow, { masked: false }>;
  names: readonly string[];
}): ReactNode {
  const { t, number, percent } = useTexts();
  const all = grades.reduce((sum, n) => sum + n, 0);
  if (all === 0) return null;
  return (
    <div className="grades">
      <div className="band-bar" aria-hidden>
        {grades.map((n, i) => (
          <span key={names[i]} style={{ width: `${(100 * n) / all}%`, background: colours[i] }} />
        ))}
      </div>
      <ul className="legend" aria-label={t('grades')}>
        {grades.map((n, i) => (
          <li key={names[i]}>
            <i style={{ background: colours[i] }} />
            {t(`grade_${i}` as TextKey)} ({names[i]}): {percent(n / all)} · {number(n)}
          </li>
        ))}
      </ul>
    </div>
  );
}
