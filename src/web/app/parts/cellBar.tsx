import type { ReactNode } from 'react';

/** A number with a bar from 0; what the number says stands beside it, so the bar is for the eye alone. */
export function CellBar({ share, children }: { share: number; children: ReactNode }): ReactNode {
  return (
    <span className="cell-bar">
      <span>{children}</span>
      <i aria-hidden>
        <b style={{ width: `${Math.round(100 * Math.min(1, Math.max(0, share)))}%` }} />
      </i>
    </span>
  );
}

/** The same to both sides of 0: orange to the left, blue to the right. `share`: −1..1. */
export function TwoSidedBar({ share, children }: { share: number; children: ReactNode }): ReactNode {
  const width = `${Math.round(50 * Math.min(1, Math.abs(share)))}%`;
  return (
    <span className="cell-bar">
      <span>{children}</span>
      <i aria-hidden className="two-sided">
        <b className={share < 0 ? 'below' : 'above'} style={{ width }} />
      </i>
    </span>
  );
}
