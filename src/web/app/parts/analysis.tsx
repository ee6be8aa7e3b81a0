import { Descriptions, Divider, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Analysis } from '../api/types.ts';
import { ruleName } from '../i18n/rules.ts';
import { useTexts } from '../i18n/texts.ts';
import { useDepartmentName, useLabelNames } from './labels.ts';
import { AttentionTag, BandTag } from './marks.tsx';

/** What is thought of a comment: sentiment, issues, and how rating and text agree. */
export function AnalysisSummary({ analysis }: { analysis: Analysis }): ReactNode {
  return (
    <>
      <SentimentPart analysis={analysis} />
      <IssuesPart analysis={analysis} />
      <ConflictPart analysis={analysis} />
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
  const departmentName = useDepartmentName();
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
                  {t('department', { name: departmentName(issue.department), hours: issue.slaHours })} ·{' '}
                  {t('severity', { value: percent(issue.severity, 0) })} ·{' '}
                  {t('confidence', { value: percent(issue.confidence, 0) })}
                  {issue.evidence[0]?.rule && ` · ${ruleName(issue.evidence[0].rule, t)}`}
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
            {conflict.reasons.map(
              (reason) =>
                // The line above has said it.
                reason.code !== 'probability' && <li key={reason.code}>{inLanguage(reason, language)}</li>,
            )}
          </ul>
        </>
      )}
    </>
  );
}

/** Analyses of before have no words in traditional Chinese. */
function inLanguage(reason: NonNullable<Analysis['conflict']>['reasons'][number], language: string): string {
  if (language === 'en') return reason.en;
  return (language === 'zh-TW' ? reason['zh-TW'] : undefined) ?? reason['zh-CN'];
}
