import type { ReactNode } from 'react';
import type { Evidence } from '../api/types.ts';
import { bandColours } from '../theme.ts';
import { type Masked, piecesOf } from './pieces.ts';
import { PlainText } from './plain.tsx';

/** A comment with what speaks for its sentiment underlined: blue for, orange against; masked details dotted. */
export function HighlightedText({
  text,
  evidence,
  masked = [],
  short = false,
}: {
  text: string;
  evidence: readonly Evidence[];
  masked?: readonly Masked[];
  short?: boolean;
}): ReactNode {
  return (
    <div className={short ? 'comment-text short' : 'comment-text'} dir="auto">
      {piecesOf(text, evidence, masked).map(({ start, end, weight, kind }) => {
        const piece = <PlainText key={start} text={text.slice(start, end)} />;
        if (kind !== undefined)
          return (
            <mark key={start} className="masked" title={kind}>
              {piece}
            </mark>
          );
        if (weight === undefined) return piece;
        const colour = weight < 0 ? bandColours.negative : bandColours.positive;
        return (
          <mark key={start} style={{ borderBottomColor: colour }} title={weight.toFixed(2)}>
            {piece}
          </mark>
        );
      })}
    </div>
  );
}
