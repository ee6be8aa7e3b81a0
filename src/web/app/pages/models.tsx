import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Checkbox, Empty, Space, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type TrainingPlan, trainingOutlook } from '../../../feedback/learning/schedule.ts';
import { call } from '../api/client.ts';
import { finishedJob } from '../api/jobs.ts';
import type { Job, List, WorkspaceModel } from '../api/types.ts';
import '../i18n/models.ts';
import { useTexts } from '../i18n/texts.ts';
import { useMay } from '../parts/access.ts';
import { useRefused } from '../parts/failureShown.tsx';
import { JobProgress } from '../parts/jobProgress.tsx';
import { Loaded } from '../parts/states.tsx';
import { ModelChanges } from './models/changes.tsx';
import { ModelTable } from './models/table.tsx';

const path = '/v1/models?limit=100';

/** The workspace's own models: what is in force, how a challenger did beside it, and the way back. */
export default function ModelsPage(): ReactNode {
  const { t } = useTexts();
  const models = useQuery({
    queryKey: [path],
    queryFn: () => call<List<WorkspaceModel> & { training: TrainingPlan }>(path),
  });
  const [shown, setShown] = useState<WorkspaceModel | null>(null);
  return (
    <>
      <Loaded of={models}>
        {({ items, training }) => (
          <>
            <InForce model={items.find(({ state }) => state === 'active') ?? null} />
            <Plan plan={training} />
            <Card size="small" style={{ marginTop: 12 }}>
              {items.length === 0 ? (
                <Empty description={t('noModels')} />
              ) : (
                <ModelTable models={items} show={setShown} />
              )}
            </Card>
          </>
        )}
      </Loaded>
      {shown !== null && <ModelChanges model={shown} close={() => setShown(null)} />}
    </>
  );
}

function InForce({ model }: { model: WorkspaceModel | null }): ReactNode {
  const { t } = useTexts();
  const mayChange = useMay('admin');
  return (
    <Card size="small" title={t('inForce')}>
      <strong>{model === null ? t('shippedAlone') : t('ownModel', { n: model.version })}</strong>
      <p className="quiet">{t('inForceNote')}</p>
      {mayChange && <Training />}
      {mayChange && <Reading />}
    </Card>
  );
}

/** When the model is trained by itself, and why not yet. */
function Plan({ plan }: { plan: TrainingPlan }): ReactNode {
  const { t, number, time } = useTexts();
  const { state, missing, at } = trainingOutlook(plan, Date.now());
  const { after, restHours, everyDays, decisions, latestAt } = plan;
  const rules = [
    ...(after > 0 ? [t('planAfter', { n: number(after) })] : []),
    ...(everyDays > 0 ? [t('planEvery', { n: number(everyDays) })] : []),
    ...(restHours > 0 ? [t('planRest', { n: number(restHours) })] : []),
  ];
  const since = latestAt === null ? t('planSoFar') : t('planSince', { time: time(latestAt) });
  const why = [
    ...(decisions === 0 ? [t('planNothing')] : []),
    ...(missing !== null && missing > 0 ? [t('planMissing', { n: number(missing) })] : []),
    ...(at === null ? [] : [t('planAt', { time: time(at) })]),
  ];
  return (
    <Card size="small" title={t('plan')} style={{ marginTop: 12 }} className="training-plan">
      <Tag>{t(`plan_${state}`)}</Tag> {state === 'waits' && why.join(' ')}
      {state !== 'by_hand' && <p>{rules.join(' · ')}</p>}
      <p className="quiet">
        {since} {number(decisions)} {t('planNote')}
      </p>
    </Card>
  );
}

function Training(): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const queries = useQueryClient();
  const [order, setOrder] = useState({ promote: true, ratings: true });
  const [job, setJob] = useState<Job | null>(null);
  const train = useMutation({
    mutationFn: async () => finishedJob(await call<Job>('/v1/models/train', { method: 'POST', body: order }), setJob),
    onSuccess: ({ result }) => {
      const { model } = result as { model: string };
      void message.success(t('trained', { n: model }));
      return queries.invalidateQueries();
    },
    onError: refused,
    onSettled: () => setJob(null),
  });
  return (
    <div className="row">
      <Button type="primary" loading={train.isPending} onClick={() => train.mutate()}>
        {t('train')}
      </Button>
      <Checkbox checked={order.promote} onChange={({ target }) => setOrder({ ...order, promote: target.checked })}>
        {t('trainPromote')}
      </Checkbox>
      <Checkbox
        checked={order.ratings}
        onChange={({ target }) => setOrder({ ...order, ratings: target.checked })}
        title={t('trainRatingsNote')}
      >
        {t('trainRatings')}
      </Checkbox>
      {train.isPending && <JobProgress job={job} title={t('training')} />}
    </div>
  );
}

/** Stored comments read again with what is in force. */
function Reading(): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const queries = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const read = useMutation({
    mutationFn: async () => finishedJob(await call<Job>('/v1/reanalyses', { method: 'POST' }), setJob),
    onSuccess: () => {
      void message.success(t('readAgainDone'));
      return queries.invalidateQueries();
    },
    onError: refused,
  });
  return (
    <Space wrap style={{ marginTop: 12 }}>
      <Button loading={read.isPending} onClick={() => read.mutate()}>
        {t('readAgain')}
      </Button>
      {read.isPending ? (
        <JobProgress job={job} title={t('readingAgain')} />
      ) : (
        <span className="quiet">{t('readAgainNote')}</span>
      )}
    </Space>
  );
}
