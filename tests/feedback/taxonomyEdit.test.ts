import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTaxonomy } from '../../src/artefacts/taxonomyShape.ts';
import { leafPlaces, parentOf, pathOf, type TaxonomyContent, type TaxonomyLeaf } from '../../src/feedback/taxonomy.ts';
import { taxonomyChanges } from '../../src/feedback/taxonomyChanges.ts';
import { departmentsOf, editTaxonomy, type TaxonomyOperation, withHistory } from '../../src/feedback/taxonomyEdit.ts';

const names = (name: string) => ({ 'zh-CN': name, 'zh-TW': name, en: name });
const leaf = (code: string, more: Partial<TaxonomyLeaf> = {}): TaxonomyLeaf => ({
  code,
  names: names(code),
  description: { 'zh-CN': '说', en: 'said' },
  department: '甲部',
  slaHours: 48,
  firstResponseHours: 4,
  aspects: [`${code} 词`, `${code} 语`],
  opinions: { negative: [`${code} 坏`], positive: [`${code} 好`] },
  not: [],
  domains: [],
  examples: ['例'],
  ...more,
});
const base: TaxonomyContent = {
  id: 'tiny',
  names: names('小'),
  groups: { a: names('甲'), b: names('乙') },
  onePerLeaf: false,
  leaves: [leaf('a.one'), leaf('a.two'), leaf('b.three'), leaf('b.four')],
};
function edit(operations: TaxonomyOperation[], from = base): TaxonomyContent {
  const edited = editTaxonomy(from, operations);
  return edited.ok ? edited.value : expect.fail(JSON.stringify(edited.problems));
}
const leafOf = (content: TaxonomyContent, code: string) => content.leaves.find((one) => one.code === code)!;

describe('operations', () => {
  test('a rename changes names and nothing else', () => {
    const edited = edit([
      { op: 'rename', code: 'a.one', names: names('新') },
      { op: 'rename', code: 'b', names: names('丙') },
    ]);
    expect(taxonomyChanges(base, edited)).toEqual([
      { change: 'renamed', code: 'b', names: names('丙') },
      { change: 'renamed', code: 'a.one', names: names('新') },
    ]);
  });

  test('a moved leaf keeps its code, has another path, and comes home without a trace', () => {
    const moved = edit([{ op: 'move', code: 'a.one', parent: 'b' }]);
    expect(pathOf(moved, leafOf(moved, 'a.one'))).toEqual(['乙', 'a.one']);
    expect(leafPlaces(moved).find(({ code }) => code === 'a.one')).toMatchObject({ place: 'b.one' });
    expect(taxonomyChanges(base, moved)).toEqual([{ change: 'moved', code: 'a.one', names: names('a.one'), to: 'b' }]);
    expect(edit([{ op: 'move', code: 'a.one', parent: 'a' }], moved)).toEqual(base);
    const all = edit([
      { op: 'move', code: 'a.one', parent: 'c', names: names('丁') },
      { op: 'move', code: 'a.two', parent: 'c' },
    ]);
    expect(Object.keys(all.groups).sort()).toEqual(['b', 'c']);
  });

  test('a merged leaf leaves its cues and its code to its heir, however often that is merged on', () => {
    const once = edit([{ op: 'merge', from: ['a.one'], into: 'a.two' }]);
    expect(leafOf(once, 'a.two').opinions.negative).toEqual(['a.two 坏', 'a.one 坏']);
    const twice = edit([{ op: 'merge', from: ['a.two'], into: 'b.three' }], once);
    expect(twice.aliases).toEqual([
      { from: 'a.one', to: 'b.three' },
      { from: 'a.two', to: 'b.three' },
    ]);
    expect(taxonomyChanges(base, once)[0]).toEqual({
      change: 'merged',
      code: 'a.one',
      names: names('a.one'),
      to: 'a.two',
    });
    // Told in two versions, it is the same.
    const { aliases: _, ...untold } = twice;
    expect(withHistory({ ...untold, aliases: [{ from: 'a.two', to: 'b.three' }] }, once).aliases).toEqual(
      twice.aliases,
    );
  });

  test('what a new leaf takes from the one that is split, that one loses; with nothing left it goes', () => {
    const part = leaf('a.part', { aspects: ['a.one 词'], opinions: { negative: [], positive: [] } });
    const edited = edit([{ op: 'split', code: 'a.one', leaves: [part] }]);
    expect(leafOf(edited, 'a.one').aspects).toEqual(['a.one 语']);
    const { aspects, opinions } = leaf('a.one');
    const whole = edit([{ op: 'split', code: 'a.one', leaves: [leaf('a.part', { aspects, opinions })] }]);
    expect(whole.leaves.map(({ code }) => code)).toEqual(['a.part', 'a.two', 'b.three', 'b.four']);
  });

  test('a department is renamed, or its leaves are handed over', () => {
    const renamed = edit([{ op: 'department', name: '甲部', to: '乙部' }]);
    expect(departmentsOf(renamed)).toEqual(['乙部']);
    expect(new Set(renamed.leaves.map(({ department }) => department))).toEqual(new Set(['乙部']));
    expect(readTaxonomy(renamed).ok).toBe(true);
  });

  test('the names of a department go with it', () => {
    const named = { ...base, departmentNames: { 甲部: names('A'), 丙部: names('C') } };
    const edited = editTaxonomy(named, [{ op: 'set', code: base.leaves[0]!.code, department: '丙部' }]);
    expect(edited).toMatchObject({ ok: true, value: { departmentNames: named.departmentNames } });
    const renamed = editTaxonomy(named, [{ op: 'department', name: '甲部', to: '丙部' }]);
    expect(renamed.ok && renamed.value.departmentNames).toEqual({ 丙部: names('C') });
  });

  test('all or none: what cannot be done is told with its place', () => {
    const edited = editTaxonomy(base, [
      { op: 'remove', code: 'a.one' },
      { op: 'remove', code: 'a.one' },
      { op: 'move', code: 'a.two', parent: 'x' },
    ]);
    expect(edited).toMatchObject({
      ok: false,
      problems: [{ pointer: '/operations/1/code' }, { pointer: '/operations/2/parent' }],
    });
  });
});

describe('history', () => {
  test('a removed leaf stays known by its name, until it is there again', () => {
    const without = withHistory(edit([{ op: 'remove', code: 'a.one' }]), base);
    expect(without.removed).toEqual([{ code: 'a.one', names: names('a.one') }]);
    expect(leafPlaces(without).find(({ code }) => code === 'a.one')).toMatchObject({ facts: null });
    expect(withHistory(without, without)).toEqual(without);
    expect(withHistory(base, without)).toEqual(base);
  });

  test('a leaf that was merged into one that is removed later stays known, too', () => {
    const merged = withHistory(edit([{ op: 'merge', from: ['a.one'], into: 'b.three' }]), base);
    const edited = editTaxonomy(merged, [{ op: 'remove', code: 'b.three' }]);
    const without = withHistory((edited as { value: typeof merged }).value, merged);
    expect(without.removed?.map(({ code }) => code).sort()).toEqual(['a.one', 'b.three']);
    expect(leafPlaces(without).find(({ code }) => code === 'a.one')).toMatchObject({ facts: null });
  });

  test('law: after any edits every code of before is a leaf, an alias of one, or removed; and the content is sound', () => {
    const codes = base.leaves.map(({ code }) => code);
    const operation: fc.Arbitrary<TaxonomyOperation> = fc.oneof(
      fc.record({ op: fc.constant('remove' as const), code: fc.constantFrom(...codes) }),
      fc.record({
        op: fc.constant('move' as const),
        code: fc.constantFrom(...codes),
        parent: fc.constantFrom('a', 'b'),
      }),
      fc.record({
        op: fc.constant('merge' as const),
        from: fc.constantFrom(...codes).map((code) => [code]),
        into: fc.constantFrom(...codes),
      }),
      fc.record({ op: fc.constant('add' as const), leaf: fc.constantFrom('a.new', 'b.one').map((code) => leaf(code)) }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(operation, { maxLength: 3 }), { maxLength: 5 }), (versions) => {
        let content = base;
        for (const operations of versions) {
          const edited = editTaxonomy(content, operations);
          if (!edited.ok) continue;
          const next = withHistory(edited.value, content);
          if (!readTaxonomy(next).ok) continue;
          content = next;
        }
        const known = new Map(leafPlaces(content).map((one) => [one.code, one]));
        for (const code of codes) expect(known.has(code)).toBe(true);
        const present = new Set(content.leaves.map(({ code }) => code));
        for (const { facts } of known.values()) if (facts) expect(present.has(facts.code)).toBe(true);
        for (const one of content.leaves) expect(Object.hasOwn(content.groups, parentOf(one))).toBe(true);
      }),
    );
  });
});
