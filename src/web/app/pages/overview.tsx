import { useQueryClient } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useSummary } from '../api/queries.ts';
import { useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import { useTexts } from '../i18n/texts.ts';
import { Loaded } from '../parts/states.tsx';
import { ChannelPanel } from './overview/channels.tsx';
import { Figures } from './overview/figures.tsx';
import { IssuePanel } from './overview/issues.tsx';
import { KeywordPanel } from './overview/keywords.tsx';
import { SentimentPanel } from './overview/sentiment.tsx';
import { TrendPanel } from './overview/trend.tsx';

const EmptyWorkspace = lazy(() => import('./overview/empty.tsx'));

/** How things stand: figures, sentiment, trend, and what customers speak of. Every number leads to its comments. */
export default function OverviewPage(): ReactNode {
  const { filter } = useFilter();
  const summary = useSummary(filter);
  useRefreshWhileRead(summary.data?.analysed);
  return (
    <>
      <FilterBar />
      <Loaded of={summary}>
        {(figures) =>
          figures.comments === 0 ? (
            <Nothing />
          ) : (
            <>
              <Figures summary={figures} />
              <div className="panels">
                <SentimentPanel counts={figures.sentiment} />
                <TrendPanel />
                <IssuePanel />
                <KeywordPanel />
                <ChannelPanel />
              </div>
            </>
          )
        }
      </Loaded>
    </>
  );
}

/** No comments at all, or none that the filter chooses. */
function Nothing(): ReactNode {
  const { t } = useTexts();
  const { filter, clear } = useFilter();
  if (Object.keys(filter).length === 0)
    return (
      <Suspense>
        <EmptyWorkspace />
      </Suspense>
    );
  return (
    <Empty description={t('emptyFilter')}>
      <Button onClick={clear}>{t('clearFilter')}</Button>
    </Empty>
  );
}

/** Asks for the other figures again when more comments have been analysed. */
function useRefreshWhileRead(analysed: number | undefined): void {
  const queries = useQueryClient();
  const before = useRef(analysed);
  useEffect(() => {
    const changed = before.current !== undefined && before.current !== analysed;
    before.current = analysed;
    if (!changed) return;
    void queries.invalidateQueries({
      predicate: ({ queryKey }) => !String(queryKey[0]).startsWith('/v1/stats/summary'),
    });
  }, [analysed, queries]);
}
