import { describe, expect, it } from 'vitest';
import { Ledger, violations } from './ledger.ts';

/** The checker itself, with planted faults: a check that cannot fail proves nothing. */
describe('D1 control: the ledger', () => {
  const ledger = new Ledger();
  for (const id of ['a', 'b', 'c']) ledger.send(id, `text ${id}`);
  ledger.acknowledge(['a', 'b']);
  const kept = [
    { externalId: 'a', text: 'text a' },
    { externalId: 'b', text: 'text b' },
  ];

  it('finds nothing wrong where nothing is', () => {
    expect(violations(ledger, kept)).toEqual([]);
    expect(violations(ledger, [...kept, { externalId: 'c', text: 'text c' }])).toEqual([]);
  });
  it('finds a loss', () => expect(violations(ledger, kept.slice(1))).toEqual(['a: lost']));
  it('finds a duplicate', () => expect(violations(ledger, [...kept, kept[0]])).toEqual(['a: stored 2 times']));
  it('finds an alteration', () =>
    expect(violations(ledger, [kept[0], { externalId: 'b', text: 'text B' }])).toEqual(['b: altered']));
  it('finds a row of another workspace', () => {
    const other = new Ledger();
    other.send('a2', 'text a');
    other.acknowledge(['a2']);
    const mixed = [...kept, { externalId: 'a2', text: 'text a' }];
    expect(violations(ledger, mixed)).toEqual(['a2: stored but never sent']);
    expect(violations(other, kept)).toEqual(['a: stored but never sent', 'b: stored but never sent', 'a2: lost']);
  });
  it('finds what nobody sent', () =>
    expect(violations(ledger, [...kept, { externalId: 'x', text: '' }])).toEqual(['x: stored but never sent']));
});
