import { useMemo } from 'react';
import { useTaxonomy } from '../api/queries.ts';
import type { Names, Taxonomy } from '../api/types.ts';
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

function nodeNames({ groups, leaves }: Taxonomy, language: string): Map<string, string> {
  const pick = (names: Names): string => names[language as keyof Names] ?? names['zh-CN'];
  const own = Object.entries(groups).map(([code, names]) => [code, pick(names)] as const);
  return new Map([...own, ...leaves.map(({ code, names }) => [code, pick(names)] as const)]);
}

function labelNames(taxonomy: Taxonomy, language: string): Map<string, string> {
  const own = nodeNames(taxonomy, language);
  const path = (code: string): string =>
    code
      .split('.')
      .map((_, i, parts) => parts.slice(0, i + 1).join('.'))
      .map((node) => own.get(node) ?? node)
      .join(' / ');
  return new Map([...own.keys()].sort().map((code) => [code, path(code)]));
}
