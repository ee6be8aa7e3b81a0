import { useMemo } from 'react';
import { departmentsOf } from '../../../feedback/taxonomyEdit.ts';
import { useTaxonomy } from '../api/queries.ts';
import type { Names, TaxonomyContent } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';

/** A department as fields offer it: as it is stored, and what it is called in the language of the page. */
export interface Department {
  value: string;
  label: string;
  /** In every language. */
  names: string[];
}

/** All of the workspace that something can be handed to: those without a leaf, too. */
export function useDepartments(): Department[] {
  const { language } = useTexts();
  const { data } = useTaxonomy();
  return useMemo(() => (data === undefined ? [] : departmentChoices(data, language)), [data, language]);
}

export function departmentChoices(
  taxonomy: Pick<TaxonomyContent, 'departments' | 'departmentNames' | 'leaves'>,
  language: string,
): Department[] {
  return departmentsOf(taxonomy).map((value) => {
    const names = taxonomy.departmentNames?.[value];
    return { value, label: names?.[language as keyof Names] ?? value, names: Object.values(names ?? {}) };
  });
}

/** Suggestions for a field in which another can be written, too. */
export function departmentNames(departments: readonly Department[]): { value: string }[] {
  return [...new Set(departments.map(({ label }) => label))].map((value) => ({ value }));
}

/** For fields in which a department that is not there yet can be written: what stands in them for a stored one. */
export function departmentShown(departments: readonly Department[], stored: string): string {
  return departments.find(({ value }) => value === stored)?.label ?? stored;
}

/** The way back; `before` is kept where its name was not changed, since two may be called the same. */
export function departmentMeant(departments: readonly Department[], shown: string, before = ''): string {
  const written = shown.trim();
  if (written === departmentShown(departments, before)) return before;
  const meant =
    departments.find(({ value, label }) => written === label || written === value) ??
    departments.find(({ names }) => names.includes(written));
  return meant?.value ?? written;
}
