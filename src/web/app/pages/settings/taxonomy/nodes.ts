import type { Names, TaxonomyContent, TaxonomyLeaf } from '../../../api/types.ts';

export interface TreeNode {
  key: string;
  title: string;
  isLeaf: boolean;
  children?: TreeNode[];
}

export type Operation = Record<string, unknown> & { op: string };

export function groupOf({ code, parent }: TaxonomyLeaf): string {
  return parent ?? code.slice(0, Math.max(0, code.lastIndexOf('.')));
}

/** Groups and leaves as they lie in each other, groups before leaves; those whose names hold `sought`, with what is above. */
export function treeOf({ groups, leaves }: TaxonomyContent, language: string, sought: string): TreeNode[] {
  const nameOf = (names: Names): string => names[language as keyof Names] ?? names['zh-CN'];
  const nodes = new Map<string, TreeNode>();
  const roots: TreeNode[] = [];
  const group = (code: string): TreeNode[] => {
    if (code === '') return roots;
    const known = nodes.get(code);
    if (known) return known.children!;
    const node: TreeNode = { key: code, title: nameOf(groups[code] ?? fallback(code)), isLeaf: false, children: [] };
    nodes.set(code, node);
    group(code.slice(0, Math.max(0, code.lastIndexOf('.')))).push(node);
    return node.children!;
  };
  for (const code of Object.keys(groups)) group(code);
  for (const leaf of leaves) group(groupOf(leaf)).push({ key: leaf.code, title: nameOf(leaf.names), isLeaf: true });
  return sought === '' ? roots : matching(roots, sought.toLowerCase());
}

function matching(nodes: TreeNode[], sought: string): TreeNode[] {
  return nodes.flatMap((node) => {
    if (node.title.toLowerCase().includes(sought) || node.key.includes(sought)) return [node];
    const children = matching(node.children ?? [], sought);
    return children.length === 0 ? [] : [{ ...node, children }];
  });
}

function fallback(code: string): Names {
  return { 'zh-CN': code, 'zh-TW': code, en: code };
}

/** A leaf as the form has it: lists as lines of text. */
export interface LeafForm {
  code: string;
  zhCN: string;
  zhTW: string;
  en: string;
  describeZh: string;
  describeEn: string;
  department: string;
  slaHours: number;
  firstResponseHours: number;
  aspects: string;
  negative: string;
  positive: string;
  not: string;
  examples: string;
}

const text = (list: readonly string[]): string => list.join('\n');
const lines = (written: string): string[] =>
  written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function formOf(leaf: TaxonomyLeaf): LeafForm {
  const { code, names, description, department, slaHours, firstResponseHours, aspects, opinions, not, examples } = leaf;
  return {
    code,
    zhCN: names['zh-CN'],
    zhTW: names['zh-TW'],
    en: names.en,
    describeZh: description['zh-CN'],
    describeEn: description.en,
    department,
    slaHours,
    firstResponseHours,
    aspects: text(aspects),
    negative: text(opinions.negative),
    positive: text(opinions.positive),
    not: text(not),
    examples: text(examples),
  };
}

export const emptyForm: LeafForm = {
  code: '',
  zhCN: '',
  zhTW: '',
  en: '',
  describeZh: '',
  describeEn: '',
  department: '',
  slaHours: 72,
  firstResponseHours: 24,
  aspects: '',
  negative: '',
  positive: '',
  not: '',
  examples: '',
};

const namesOf = ({ zhCN, zhTW, en }: LeafForm): Names => ({ 'zh-CN': zhCN, 'zh-TW': zhTW, en });
const settingsOf = ({ describeZh, describeEn, department, slaHours, firstResponseHours }: LeafForm) => ({
  description: { 'zh-CN': describeZh, en: describeEn },
  department,
  slaHours,
  firstResponseHours,
});
const cuesOf = ({ aspects, negative, positive, not }: LeafForm) => ({
  aspects: lines(aspects),
  opinions: { negative: lines(negative), positive: lines(positive) },
  not: lines(not),
});

/** The operations that make of `before` what the form says; none where they are alike. */
export function changesOf(before: TaxonomyLeaf, form: LeafForm): Operation[] {
  const { code } = before;
  const was = formOf(before);
  const differs = (of: (form: LeafForm) => unknown) => JSON.stringify(of(was)) !== JSON.stringify(of(form));
  return [
    ...(differs(namesOf) ? [{ op: 'rename', code, names: namesOf(form) }] : []),
    ...(differs(settingsOf) ? [{ op: 'set', code, ...settingsOf(form) }] : []),
    ...(differs(cuesOf) ? [{ op: 'cues', code, ...cuesOf(form) }] : []),
  ];
}

/** The operation that adds a leaf under `group`. */
export function additionOf(group: string, form: LeafForm): Operation {
  const code = group === '' ? form.code : `${group}.${form.code}`;
  const leaf = { code, names: namesOf(form), ...settingsOf(form), ...cuesOf(form), examples: lines(form.examples) };
  return { op: 'add', leaf };
}
