import { useCallback, useMemo } from 'react';
import { useTaxonomy } from '../api/queries.ts';
import type { Names, TaxonomyContent } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';

/** Names of all nodes of the workspace's taxonomy in the language of the page, by code: a leaf with its path. */
export function useLabelNames(): ReadonlyMap<string, string> {
  const { language } = useTexts();
  const { data } = useTaxonomy();
  return useMemo(() => (data === undefined ? new Map() : labelNames(data, language)), [data, language]);
}

/** The own name of each node, without its path. */
export function useNodeNames(): ReadonlyMap<string, string> {
  const { language } = useTexts();
  const { data } = useTaxonomy();
  return useMemo(() => (data === undefined ? new Map() : nodeNames(data, language)), [data, language]);
}

/** The leaves alone, which issues are of. */
export function useLeafNames(): ReadonlyMap<string, string> {
  const { data } = useTaxonomy();
  const names = useLabelNames();
  return useMemo(() => new Map(data?.leaves.map(({ code }) => [code, names.get(code) ?? code])), [data, names]);
}

/** What a department is called in the language of the page; as it is stored where the taxonomy has no name for it. */
export function useDepartmentName(): (department: string) => string {
  const { language } = useTexts();
  const { data } = useTaxonomy();
  return useCallback(
    (department) => data?.departmentNames?.[department]?.[language as keyof Names] ?? department,
    [data, language],
  );
}

/** Inner nodes by the leaf that was moved under them. */
export function useParents(): ReadonlyMap<string, string> {
  const { data } = useTaxonomy();
  return useMemo(
    () => new Map(data?.leaves.flatMap(({ code, parent }) => (parent === undefined ? [] : [[code, parent] as const]))),
    [data],
  );
}

function nodeNames({ groups, leaves }: TaxonomyContent, language: string): Map<string, string> {
  const pick = (names: Names): string => names[language as keyof Names] ?? names['zh-CN'];
  const own = Object.entries(groups).map(([code, names]) => [code, pick(names)] as const);
  return new Map([...own, ...leaves.map(({ code, names }) => [code, pick(names)] as const)]);
}

/** Groups and leaves by their code, each with the names of what it lies under. */
export function labelNames(taxonomy: TaxonomyContent, language: string): Map<string, string> {
  const own = nodeNames(taxonomy, language);
  const above = new Map(taxonomy.leaves.map(({ code, parent }) => [code, parent]));
  const path = (code: string): string => {
    const group = above.get(code) ?? code.slice(0, Math.max(0, code.lastIndexOf('.')));
    const name = own.get(code) ?? code;
    return group === '' ? name : `${path(group)} / ${name}`;
  };
  return new Map([...own.keys()].sort().map((code) => [code, path(code)]));
}
