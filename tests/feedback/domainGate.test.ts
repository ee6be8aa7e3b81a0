import { describe, expect, it } from 'vitest';
import { domainMask, domains } from '../../src/feedback/domain.ts';
import { openScopes } from '../../src/feedback/domainGate.ts';

const everywhere = -1;
const scopes = Int32Array.of(domainMask(['hotel']), domainMask(['meal']), ~domainMask(['book']), everywhere);

function open(shares: Partial<Record<(typeof domains)[number], number>> | null): number[] {
  const result = new Uint8Array(scopes.length);
  openScopes(scopes, shares && Float64Array.from(domains, (domain) => shares[domain] ?? 0), result);
  return [...result];
}

describe('openScopes', () => {
  it('opens the scopes that hold enough of the probability', () => {
    expect(open({ hotel: 0.9, book: 0.1 })).toEqual([1, 0, 1, 1]);
    expect(open({ restaurant: 0.5, takeaway: 0.4, book: 0.1 })).toEqual([0, 1, 1, 1]);
    expect(open({ book: 0.95, hotel: 0.05 })).toEqual([0, 0, 0, 1]);
  });

  it('is generous with comments of no clear kind', () => {
    expect(open({ hotel: 0.2, restaurant: 0.2, book: 0.2, app: 0.2, bank: 0.2 })).toEqual([1, 1, 1, 1]);
  });

  it('opens everything without a model', () => {
    expect(open(null)).toEqual([1, 1, 1, 1]);
  });

  it('knows groups of kinds', () => {
    expect(domainMask(['venue'])).toBe(domainMask(['hotel', 'restaurant', 'travel']));
    expect(domainMask(['nowhere'])).toBe(0);
  });
});
