import { expect, it, vi } from 'vitest';
import {
  departmentChoices,
  departmentMeant,
  departmentNames,
  departmentShown,
} from '../../src/web/app/parts/departments.ts';

// What asks for a browser.
vi.mock('../../src/web/app/i18n/texts.ts', () => ({ useTexts: () => ({ language: 'en' }) }));
vi.mock('../../src/web/app/api/queries.ts', () => ({ useTaxonomy: () => ({ data: undefined }) }));

const names = (en: string, zhTW: string) => ({ en, 'zh-CN': 'x', 'zh-TW': zhTW });
const departmentNamesOf = { 客服部: names('Customer care', '客服部門'), 物流部: names('Logistics', '物流部門') };
const leaf = (department: string) => ({ department }) as never;
const taxonomy = {
  departments: undefined,
  departmentNames: departmentNamesOf,
  leaves: ['客服部', '物流部', '客服部', '船务部'].map(leaf),
};
const english = departmentChoices(taxonomy, 'en');

it('offers each department once, by its name in the language', () => {
  expect(english.map(({ value, label }) => [value, label])).toEqual([
    ['客服部', 'Customer care'],
    ['物流部', 'Logistics'],
    ['船务部', '船务部'],
  ]);
  expect(departmentNames(departmentChoices(taxonomy, 'zh-TW'))).toEqual(
    ['客服部門', '物流部門', '船务部'].map((value) => ({ value })),
  );
});

it('offers those without a leaf, too', () => {
  const all = departmentChoices({ ...taxonomy, departments: ['客服部', '物流部', '船务部', '总部'] }, 'en');
  expect(all.at(-1)).toMatchObject({ value: '总部', label: '总部' });
});

it.each([
  ['Logistics', '物流部'],
  ['  Logistics ', '物流部'],
  ['物流部', '物流部'],
  ['物流部門', '物流部'],
  ['Ships', 'Ships'],
])('takes %s for %s', (written, stored) => expect(departmentMeant(english, written)).toBe(stored));

it('keeps what was not changed, also where two are called the same', () => {
  const alike = departmentChoices(
    { ...taxonomy, departmentNames: { 客服部: names('Care', 'x'), 物流部: names('Care', 'x') } },
    'en',
  );
  expect(departmentShown(alike, '物流部')).toBe('Care');
  expect(departmentMeant(alike, 'Care', '物流部')).toBe('物流部');
  expect(departmentNames(alike)).toEqual([{ value: 'Care' }, { value: '船务部' }]);
});
