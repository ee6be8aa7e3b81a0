import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useTopicRuns } from '../api/topics.ts';
import { filterQuery, useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/mining.ts';
import { useTexts } from '../i18n/texts.ts';
import { useMay } from '../parts/access.ts';
import { Loaded } from '../parts/states.tsx';
import { NewRun } from './topics/newRun.tsx';
import { RunTable } from './topics/runTable.tsx';
import { Schedules } from './topics/schedules.tsx';
import { Suggestions } from './topics/suggestions.tsx';

const tabs = ['runs', 'suggestions', 'schedules'] as const;
const addressOf = { runs: '/topics', suggestions: '/topics/suggestions', schedules: '/topics/schedules' };

/** What customers speak of without being asked: runs that find topics, leaves that they suggest, runs by schedule. */
export default function TopicsPage({ tab }: { tab: (typeof tabs)[number] }): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const go = useNavigate();
  const content = { runs: <Runs />, suggestions: <Suggestions />, schedules: <Schedules /> };
  return (
    <>
      {tab !== 'schedules' && <FilterBar />}
      <Tabs
        activeKey={tab}
        onChange={(key) => go(addressOf[key as typeof tab] + filterQuery(filter))}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t(`tab_${key}`), children: content[key] }))}
      />
    </>
  );
}

function Runs(): ReactNode {
  const runs = useTopicRuns();
  const may = useMay('analyse');
  return (
    <>
      {may && <NewRun />}
      <Loaded of={runs}>
        {({ pages }) => (
          <RunTable
            runs={pages.flatMap(({ items }) => items)}
            more={runs.hasNextPage ? () => void runs.fetchNextPage() : null}
          />
        )}
      </Loaded>
    </>
  );
}
