import { Card, Tag } from 'antd';
import type { ReactNode } from 'react';
import type { StoredComment } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { HighlightedText } from '../../parts/highlighted.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { AttentionTag, BandTag, RatingShown } from '../../parts/marks.tsx';

export function CommentCard({ comment, open }: { comment: StoredComment; open: () => void }): ReactNode {
  const { t, date } = useTexts();
  const names = useLabelNames();
  const { analysis } = comment;
  return (
    <Card
      size="small"
      className="comment-card"
      tabIndex={0}
      role="button"
      onClick={open}
      onKeyDown={({ key }) => {
        if (key === 'Enter') open();
      }}
    >
      <HighlightedText
        short
        text={comment.text}
        evidence={analysis?.sentiment.evidence ?? []}
        masked={comment.masked}
      />
      <div className="row quiet" style={{ marginTop: 6 }}>
        {analysis === null ? <Tag>{t('notRead')}</Tag> : <BandTag label={analysis.sentiment.label} />}
        <RatingShown comment={comment} />
        {analysis?.conflict?.flagged && analysis.conflict.type && (
          <AttentionTag>{t(analysis.conflict.type)}</AttentionTag>
        )}
        {[...new Set(analysis?.issues.map(({ code }) => code))].map((code) => (
          <Tag key={code} className="wrapping">
            {names.get(code) ?? code}
          </Tag>
        ))}
        <span>
          {date(comment.occurredAt)}
          {comment.channel === undefined ? '' : ` · ${comment.channel}`}
        </span>
      </div>
    </Card>
  );
}
