import type { ReactNode } from 'react';
import { seenAndUnseen } from './unseen.ts';

/**
 * Words of others: nothing in them hides or turns around what stands beside it. Copied, they are what they were. `bdi` also
 * keeps a mark from deciding the direction of the whole.
 */
export function PlainText({ text }: { text: string }): ReactNode {
  return seenAndUnseen(text).map(({ start, text: part, unseen }) =>
    unseen === undefined ? (
      part
    ) : (
      <bdi key={start} className="unseen" title={unseen} data-code={unseen}>
        {part}
      </bdi>
    ),
  );
}
