import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';

/** What stands for chosen values that a field has no room for: how many, and their names where it is pointed at. */
export function useOmitted(chosen: number): (omitted: { label?: ReactNode }[]) => ReactNode {
  const { t, list } = useTexts();
  return (omitted) => (
    <span title={list(omitted.map(({ label }) => String(label)))}>
      {t(omitted.length < chosen ? 'moreChosen' : 'allChosen', { n: omitted.length })}
    </span>
  );
}
