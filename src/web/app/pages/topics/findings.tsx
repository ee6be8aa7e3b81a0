import { Card, Empty } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { TopicRun } from '../../api/topics.ts';
import { filterOf, filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Comparison } from './comparison.tsx';
import { CoherenceCurve } from './curve.tsx';
import { RunActions } from './runActions.tsx';
import { TopicMap } from './topicMap.tsx';
import { TopicPanels } from './topicPanels.tsx';
import { TopicTable } from './topicTable.tsx';

/** What a run has found: its topics on a map and in a list, the chosen one in full, and what became of earlier ones. */
export function RunFindings({ run }: { run: TopicRun }): ReactNode {
  const { t, number } = useTexts();
  const [chosen, setChosen] = useState(0);
  const panels = useRef<HTMLDivElement>(null);
  const topic = run.topics[chosen] ?? run.topics[0];
  if (topic === undefined) return <Empty description={t('emptyFilter')} />;
  const select = (n: number) => {
    setChosen(n);
    panels.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <div className="row facts">
        <Link to={`/explore${filterQuery(filterOf({ ...run.filters }))}`}>
          {t('ofComments', { n: number(run.comments ?? 0) })}
        </Link>
        <span>{t('topicCount', { n: number(run.topics.length) })}</span>
        {run.npmi !== null && <span title={t('npmiNote')}>{t('meanNpmi', { value: number(run.npmi, 3) })}</span>}
        <RunActions run={run} />
      </div>
      <div className="panels">
        <Card size="small" title={t('topicMap')} className="map">
          <TopicMap topics={run.topics} chosen={topic.n} select={setChosen} />
          <p className="quiet lead">{t('topicMapNote')}</p>
        </Card>
        <Card size="small" title={t('topicList')}>
          <TopicTable run={run} chosen={topic.n} select={setChosen} />
        </Card>
      </div>
      <div ref={panels}>
        <TopicPanels run={run.id} topic={topic} />
      </div>
      <div className="panels">
        <Comparison run={run} select={select} />
        {run.coherenceCurve !== undefined && <CoherenceCurve curve={run.coherenceCurve} chosen={run.topics.length} />}
      </div>
    </>
  );
}
