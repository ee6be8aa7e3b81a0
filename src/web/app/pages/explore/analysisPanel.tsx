import { Alert, Descriptions, Divider, Drawer, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Analysis, StoredComment } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { HighlightedText } from '../../parts/highlighted.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { AttentionTag, BandTag, RatingShown } from '../../parts/marks.tsx';
import { ExplanationTable } from './explanationTable.tsx';

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
        <Alert type="warning" title={t('readFailed', { reason: comment.failure })} showIcon />
      )}
      {analysis !== null && (
        <>
          <SentimentPart analysis={analysis} />
          <IssuesPart analysis={analysis} />
          <ConflictPart analysis={analysis} />
          <Divider titlePlacement="start">{t('whyScore')}</Divider>
          <ExplanationTable id={comment.id} />
        </>
      )}
    </>
  );
}

function SentimentPart({ analysis: { sentiment, kind, escalation } }: { analysis: Analysis }): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <>
      <Divider titlePlacement="start">{t('sentiment')}</Divider>
      <div className="row">
        <BandTag label={sentiment.label} />
        <span>{t('score', { value: number(sentiment.score, 2) })}</span>
        <span>{t('confidence', { value: percent(sentiment.confidence, 0) })}</span>
        <Tag>{t(kind)}</Tag>
        {escalation !== 'none' && <AttentionTag>{t(escalation)}</AttentionTag>}
      </div>
    </>
  );
}

function IssuesPart({ analysis: { issues } }: { analysis: Analysis }): ReactNode {
  const { t, percent } = useTexts();
  const names = useLabelNames();
  return (
    <>
      <Divider titlePlacement="start">{t('issues')}</Divider>
      {issues.length === 0 && <Typography.Text type="secondary">{t('noIssues')}</Typography.Text>}
      {issues.map((issue) => (
        <Descriptions
          key={`${issue.code} ${issue.sentiment.label}`}
          size="small"
          column={1}
          colon={false}
          style={{ marginBottom: 12 }}
          title={
            <span className="row">
              {names.get(issue.code) ?? issue.code} <BandTag label={issue.sentiment.label} /> <Tag>{t(issue.kind)}</Tag>
            </span>
          }
          items={[
            {
              key: 'evidence',
              children: <q dir="auto">{issue.evidence.map(({ text }) => text).join(' … ')}</q>,
            },
            {
              key: 'owner',
              children: (
                <span className="quiet">
                  {t('department', { name: issue.department, hours: issue.slaHours })} ·{' '}
                  {t('severity', { value: percent(issue.severity, 0) })} ·{' '}
                  {t('confidence', { value: percent(issue.confidence, 0) })} · {issue.evidence[0]?.rule}
                </span>
              ),
            },
          ]}
        />
      ))}
    </>
  );
}

function ConflictPart({ analysis: { conflict } }: { analysis: Analysis }): ReactNode {
  const { t, percent, language } = useTexts();
  return (
    <>
      <Divider titlePlacement="start">{t('conflict')}</Divider>
      {conflict === null ? (
        <Typography.Text type="secondary">{t('noRating')}</Typography.Text>
      ) : (
        <>
          <div className="row">
            {conflict.flagged && conflict.type ? (
              <AttentionTag>{t(conflict.type)}</AttentionTag>
            ) : (
              <AttentionTag good>{t('noConflict')}</AttentionTag>
            )}
            <span>{t('conflictScore', { value: percent(conflict.score) })}</span>
          </div>
          <ul>
            {conflict.reasons.map((reason) => (
              <li key={reason.code}>{language === 'en' ? reason.en : reason['zh-CN']}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
