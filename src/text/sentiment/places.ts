import { TokenKind, type Tokens } from '../segment/tokens.ts';

/**
 * How far from the middle of its text each token stands: p² − 1/3 of its place p, −1 at the beginning and 1 at the end;
 * spaces have no place. People say at the edges what they think of the whole. The mean over a text is about 0.
 * `edges` has room for all tokens.
 */
export function readEdges({ kind, count }: Tokens, edges: Float64Array): void {
  let seen = 0;
  for (let t = 0; t < count; t++) if (kind[t] !== TokenKind.Space) seen++;
  let before = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === TokenKind.Space) {
      edges[t] = 0;
      continue;
    }
    const place = (2 * before++ + 1) / seen - 1;
    edges[t] = place * place - 1 / 3;
  }
}
