import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useSummary } from '../api/queries.ts';
import { useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import { Loaded } from '../parts/states.tsx';
import { ChannelPanel } from './overview/channels.tsx';
import { EmptyWorkspace } from './overview/empty.tsx';
import { Figures } from './overview/figures.tsx';
import { IssuePanel } from './overview/issues.tsx';
import { KeywordPanel } from './overview/keywords.tsx';
import { SentimentPanel } from './overview/sentiment.tsx';
import { TrendPanel } from './overview/trend.tsx';

/** How things stand: figures, sentiment, trend, and what customers speak of. Every number leads to its comments. */
export default function OverviewPage(): ReactNode {
  const { filter } = useFilter();
  const summary = useSummary(filter);
  useRefreshWhileRead(summary.data?.analysed);
  const unfiltered = Object.keys(filter).length === 0;
  return (
    <>
      <FilterBar />
      <Loaded of={summary}>
        {(figures) =>
          figures.comments === 0 && unfiltered ? (
            <EmptyWorkspace />
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
