import { useQueryClient } from '@tanstack/react-query';
import { Alert, Breadcrumb, Button, Card, Empty } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { ProblemError } from '../api/client.ts';
import { isOver, type TopicRun, useTopicRun } from '../api/topics.ts';
import { filterOf } from '../filters/filter.ts';
import '../i18n/mining.ts';
import { useTexts } from '../i18n/texts.ts';
import { FailureShown } from '../parts/failureShown.tsx';
import { FilterTags } from '../parts/filterTags.tsx';
import { Loaded } from '../parts/states.tsx';
import { RunFindings } from './topics/findings.tsx';
import { RunProgress } from './topics/progress.tsx';
import { StatusTag, useOrderText } from './topics/runParts.tsx';

/** One topic run: its progress, then what it has found. */
export default function TopicRunPage(): ReactNode {
  const { id = '' } = useParams();
  const { t } = useTexts();
  const { search } = useLocation();
  const queries = useQueryClient();
  const run = useTopicRun(id);
  const ended = useCallback(() => void queries.invalidateQueries({ queryKey: ['/v1/topics'] }), [queries]);
  const back = <Link to={{ pathname: '/topics', search }}>{t('topics')}</Link>;
  if (run.error instanceof ProblemError && run.error.status === 404)
    return <Empty description={t('runGone')}>{back}</Empty>;
  return (
    <Loaded of={run}>
      {(found) => (
        <>
          <RunHead run={found} back={back} />
          {isOver(found) ? <Outcome key={found.id} run={found} /> : <RunProgress run={found} ended={ended} />}
        </>
      )}
    </Loaded>
  );
}

function RunHead({ run, back }: { run: TopicRun; back: ReactNode }): ReactNode {
  const { time } = useTexts();
  const orderText = useOrderText();
  return (
    <div className="run-head">
      <Breadcrumb items={[{ title: back }, { title: <strong>{time(run.createdAt)}</strong> }]} />
      <StatusTag status={run.status} />
      <span>{orderText(run)}</span>
      <FilterTags filter={filterOf({ ...run.filters })} />
    </div>
  );
}

function Outcome({ run }: { run: TopicRun }): ReactNode {
  const { t } = useTexts();
  const { search } = useLocation();
  if (run.status === 'succeeded') return <RunFindings run={run} />;
  const again = (
    <Link to={{ pathname: '/topics', search }}>
      <Button>{t('newRun')}</Button>
    </Link>
  );
  if (run.status === 'cancelled')
    return (
      <Card size="small">
        <Empty description={t('runCancelled')}>{again}</Empty>
      </Card>
    );
  const why = run.problem && <FailureShown of={{ kind: 'topics', ...run.problem }} />;
  return <Alert type="error" showIcon title={t('runFailed')} description={why} action={again} />;
}
