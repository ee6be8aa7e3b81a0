import { Card, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Share, StatsSummary } from '../../api/types.ts';
import type { Filter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CommentsLink } from '../../parts/links.tsx';

export function Figures({ summary }: { summary: StatsSummary }): ReactNode {
  const { t, number, percent } = useTexts();
  const { comments, pending, csat, nps, coverage, conflicts, issues, alerts } = summary;
  const interval = (share: Share | null, show: (value: number) => string) =>
    share === null ? undefined : t('interval', { low: show(share.low), high: show(share.high), n: number(share.n) });
  const points = (value: number) => number(value, 0);
  return (
    <div className="cards">
      <Figure name={t('comments')} value={number(comments)} comments={{}}>
        {pending > 0 && <CommentsLink of={{ state: ['pending'] }}>{t('pending', { n: number(pending) })}</CommentsLink>}
      </Figure>
      <Figure name={t('csat')} value={csat && percent(csat.value)} note={t('csatNote')} comments={{}}>
        {interval(csat, percent)}
      </Figure>
      <Figure name={t('nps')} value={nps && points(nps.value)} note={t('npsNote')} comments={{}}>
        {interval(nps, points)}
      </Figure>
      <Figure
        name={t('coverage')}
        value={coverage && percent(coverage.value)}
        note={t('coverageNote')}
        comments={{ covered: ['true'] }}
      >
        {interval(coverage, percent)}
      </Figure>
      <Figure
        name={t('openConflicts')}
        value={number(conflicts.open)}
        note={t('conflictsNote')}
        comments={{ conflict: ['in_review'] }}
      />
      <Figure name={t('openIssues')} value={number(issues.open)} to="/issues">
        <Link to="/issues?overdue=true">{t('overdue', { n: number(issues.overdue) })}</Link>
      </Figure>
      <Figure name={t('alerts')} value={number(alerts.open)} to="/alerts" />
    </div>
  );
}

function Figure({
  name,
  value,
  note,
  comments,
  to,
  children,
}: {
  name: string;
  value: string | null;
  note?: string;
  comments?: Filter;
  /** A page that is not about comments. */
  to?: string;
  children?: ReactNode;
}): ReactNode {
  const shown = <span className="value">{value ?? '–'}</span>;
  return (
    <Card size="small">
      <div className="figure">
        <Tooltip title={note}>
          <div className="quiet">{name}</div>
        </Tooltip>
        {value === null && shown}
        {value !== null && comments !== undefined && <CommentsLink of={comments}>{shown}</CommentsLink>}
        {value !== null && to !== undefined && <Link to={to}>{shown}</Link>}
        <div className="quiet">{children}</div>
      </div>
    </Card>
  );
}
