import { Alert, Card, Divider, Space, Tag } from 'antd';
import { type ReactNode, useRef } from 'react';
import type { QueueItem } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AnalysisSummary } from '../../parts/analysis.tsx';
import { HighlightedText } from '../../parts/highlighted.tsx';
import { RatingShown } from '../../parts/marks.tsx';
import { FixForm } from './fixForm.tsx';

/** The item at hand: the comment, both verdicts with their reasons, what people decided before, and the correction. */
export function Workbench({
  item,
  held,
  fixing,
  send,
  cancel,
}: {
  item: QueueItem;
  held: boolean;
  fixing: boolean;
  send: (fix: object) => void;
  cancel: () => void;
}): ReactNode {
  const { t, time } = useTexts();
  const text = useRef<HTMLDivElement>(null);
  const { comment, analysis } = item;
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          {t(`reason_${item.reason}`)}
          <RatingShown comment={comment} />
        </Space>
      }
      extra={
        <Tag>{held && item.lease !== null ? t('heldUntil', { time: time(item.lease.expiresAt) }) : t('notHeld')}</Tag>
      }
    >
      <div ref={text}>
        <HighlightedText text={comment.text} evidence={analysis.sentiment.evidence} masked={comment.masked} />
      </div>
      <p className="quiet">
        {[time(comment.occurredAt), comment.source, comment.channel].filter((part) => part !== undefined).join(' · ')}
      </p>
      {item.note !== null && <Alert type="info" title={item.note} />}
      {fixing ? (
        <>
          <Divider titlePlacement="start">{t('keyFix')}</Divider>
          <FixForm key={item.id} analysis={analysis} text={text} send={send} cancel={cancel} />
        </>
      ) : (
        <AnalysisSummary analysis={analysis} />
      )}
    </Card>
  );
}
