import type { ReactNode } from 'react';

/** A control below its name; the control itself carries the name for screen readers. */
export function Field({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className="field">
      <span aria-hidden>{name}</span>
      {children}
    </div>
  );
}
