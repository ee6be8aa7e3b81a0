import type { Evidence } from '../api/types.ts';

export interface Masked {
  start: number;
  end: number;
  kind: string;
}

interface Piece {
  start: number;
  end: number;
  weight?: number;
  kind?: string;
}

/** The text in pieces without gap; where spans overlap the first one counts. */
export function piecesOf(text: string, evidence: readonly Evidence[], masked: readonly Masked[]): Piece[] {
  const spans: Piece[] = [
    ...masked.map(({ start, end, kind }) => ({ start, end, kind })),
    ...evidence.map(({ start, end, weight }) => ({ start, end, weight: weight ?? 0 })),
  ].sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of spans) {
    if (span.start < at) continue;
    if (span.start > at) pieces.push({ start: at, end: span.start });
    pieces.push(span);
    at = span.end;
  }
  if (at < text.length) pieces.push({ start: at, end: text.length });
  return pieces;
}
