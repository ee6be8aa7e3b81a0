import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { SentimentLabel, StoredComment } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';
import { bandColours } from '../theme.ts';

export function BandTag({ label }: { label: SentimentLabel }): ReactNode {
  const { t } = useTexts();
  return (
    <Tag>
      <span
        aria-hidden
        style={{
          display: 'inline-block',
          width: 8,
          height: 8,
          borderRadius: 4,
          marginInlineEnd: 6,
          background: bandColours[label],
        }}
      />
      {t(label)}
    </Tag>
  );
}

/** What needs attention, or (`good`) does not. */
export function AttentionTag({ good = false, children }: { good?: boolean; children: ReactNode }): ReactNode {
  return <Tag style={{ borderInlineStart: `3px solid ${good ? '#3f9142' : '#d4380d'}` }}>{children}</Tag>;
}

export function RatingShown({ comment }: { comment: Pick<StoredComment, 'rating' | 'ratingScale'> }): ReactNode {
  const { t, number } = useTexts();
  if (comment.rating === undefined) return null;
  return (
    <span>
      {t('rating')} {number(comment.rating, 1)} / {number(comment.ratingScale.max, 1)}
    </span>
  );
}
