import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEdges } from '../../../src/text/sentiment/places.ts';
import { realTools } from '../tools.ts';

const { read } = realTools();

function edgesOf(text: string): Float64Array {
  const { tokens } = read(text);
  const edges = new Float64Array(tokens.count);
  readEdges(tokens, edges);
  return edges;
}

describe('edges', () => {
  it('are highest at both ends, lowest in the middle', () => {
    const edges = edgesOf('一，二，三，四，五');
    const middle = (edges.length - 1) / 2;
    expect(edges[0]).toBeCloseTo(edges.at(-1)!, 9);
    expect(edges[middle]).toBeCloseTo(-1 / 3, 9);
    expect(Math.min(...edges)).toBe(edges[middle]);
  });

  it('lie in −1/3..2/3', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (text) => {
        for (const edge of edgesOf(text)) {
          expect(edge).toBeGreaterThanOrEqual(-1 / 3 - 1e-9);
          expect(edge).toBeLessThanOrEqual(2 / 3);
        }
      }),
    );
  });

  it('do not know of spaces', () => {
    const words = (text: string) => edgesOf(text).filter((edge) => edge !== 0);
    expect(words('  bad   battery ')).toEqual(words('bad battery'));
  });
});
