import { Alert, Divider, Drawer } from 'antd';
import type { ReactNode } from 'react';
import type { StoredComment } from '../../api/types.ts';
import { failureText } from '../../i18n/failures.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AnalysisSummary } from '../../parts/analysis.tsx';
import { HighlightedText } from '../../parts/highlighted.tsx';
import { RatingShown } from '../../parts/marks.tsx';
import { ExplanationTable } from './explanationTable.tsx';
import { DecisionHistory } from './history.tsx';

/** All that the machine thinks of one comment, and why. */
export function AnalysisPanel({ comment, close }: { comment: StoredComment | null; close: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Drawer open={comment !== null} onClose={close} title={t('analysis')} size={640} destroyOnHidden>
      {comment !== null && <Panel comment={comment} />}
    </Drawer>
  );
}

function Panel({ comment }: { comment: StoredComment }): ReactNode {
  const { t, time } = useTexts();
  const { analysis } = comment;
  return (
    <>
      <HighlightedText text={comment.text} evidence={analysis?.sentiment.evidence ?? []} masked={comment.masked} />
      <p className="row quiet">
        <RatingShown comment={comment} />
        <span>{time(comment.occurredAt)}</span>
        <span>
          {[comment.source, comment.channel, comment.externalId].filter((part) => part !== undefined).join(' · ')}
        </span>
      </p>
      {comment.masked.length > 0 && <p className="quiet">{t('masked', { n: comment.masked.length })}</p>}
      {comment.failure !== undefined && (
        <Alert
          type="warning"
          title={t('readFailed', { reason: failureText({ code: comment.failure, detail: null }, t) })}
          showIcon
        />
      )}
      {analysis !== null && (
        <>
          <AnalysisSummary analysis={analysis} />
          <Divider titlePlacement="start">{t('whyScore')}</Divider>
          <ExplanationTable id={comment.id} />
          <DecisionHistory id={comment.id} />
        </>
      )}
    </>
  );
}
