import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Empty, Select } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { Link, useLocation } from 'react-router';
import {
  dismissSuggestion,
  isOver,
  startRun,
  suggestionsKey,
  type TopicRunHead,
  useSuggestions,
  useTopicRuns,
} from '../../api/topics.ts';
import { filterBody, useFilter, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { FailureAlert } from '../../parts/failureAlert.tsx';
import { useRefused } from '../../parts/failureShown.tsx';
import { JobProgress } from '../../parts/jobProgress.tsx';
import { Loaded } from '../../parts/states.tsx';
import { CoveragePanel } from './coverage.tsx';
import { useJob, useOrderText } from './runParts.tsx';
import { SuggestionCard } from './suggestionCard.tsx';

const ofUncovered = ({ filters }: TopicRunHead): boolean => filters.covered === false;

/** What the taxonomy does not know: how many comments by channel and month, and leaves that would cover them. */
export function Suggestions(): ReactNode {
  const { t, time } = useTexts();
  const runs = useTopicRuns();
  const orderText = useOrderText();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className="column">
      <CoveragePanel />
      <Loaded of={runs}>
        {({ pages }) => {
          const known = pages.flatMap(({ items }) => items).filter(ofUncovered);
          const usable = known.filter(({ status }) => status === 'succeeded');
          const going = known.find((run) => !isOver(run));
          const shown = usable.find(({ id }) => id === chosen) ?? usable[0];
          return (
            <Card
              size="small"
              title={t('tab_suggestions')}
              extra={
                usable.length > 1 && (
                  <Select
                    size="small"
                    className="run-choice"
                    value={shown?.id}
                    aria-label={t('fromRun')}
                    onChange={setChosen}
                    popupMatchSelectWidth={false}
                    options={usable.map((run) => ({
                      value: run.id,
                      label: `${time(run.createdAt)} · ${orderText(run)}`,
                    }))}
                  />
                )
              }
            >
              <p className="quiet lead">{t('suggestionsNote')}</p>
              <FindLeaves going={going} />
              {shown === undefined ? (
                going === undefined && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noSuggestionRun')} />
              ) : (
                <SuggestionList key={shown.id} run={shown} />
              )}
            </Card>
          );
        }}
      </Loaded>
    </div>
  );
}

/** Starts a run over the uncovered comments of the filter, and shows how far it is. */
function FindLeaves({ going }: { going: TopicRunHead | undefined }): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const may = useMay('analyse');
  const queries = useQueryClient();
  const ended = useCallback(() => void queries.invalidateQueries({ queryKey: ['/v1/topics'] }), [queries]);
  const { job } = useJob(going?.jobId ?? null, ended);
  const start = useMutation({
    mutationFn: () => startRun({ filters: filterBody(withValues(filter, { covered: ['false'] })) }),
    onSuccess: ended,
  });
  if (going !== undefined) return <JobProgress job={job} title={t('lookingForLeaves')} />;
  return (
    <>
      {may && (
        <Button type="primary" className="find" loading={start.isPending} onClick={() => start.mutate()}>
          {t('findLeaves')}
        </Button>
      )}
      {start.error !== null && <FailureAlert of={start.error} />}
    </>
  );
}

function SuggestionList({ run }: { run: TopicRunHead }): ReactNode {
  const { t, time, number } = useTexts();
  const { search } = useLocation();
  const suggestions = useSuggestions(run.id);
  const dismiss = useDismissal(run.id);
  const [all, setAll] = useState(false);
  return (
    <Loaded of={suggestions}>
      {(items) => {
        const shown = all ? items : items.filter(({ dismissed }) => !dismissed);
        const hidden = items.filter(({ dismissed }) => dismissed).length;
        return (
          <>
            <div className="row facts">
              <Link to={{ pathname: `/topics/${run.id}`, search }}>
                {t('suggestedBy', { time: time(run.createdAt), n: number(run.comments ?? 0) })}
              </Link>
              {hidden > 0 && (
                <Button size="small" onClick={() => setAll(!all)} aria-pressed={all}>
                  {t(all ? 'hideHidden' : 'showHidden', { n: hidden })}
                </Button>
              )}
            </div>
            {shown.length === 0 && (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={t(items.length === 0 ? 'noSuggestions' : 'allHidden')}
              />
            )}
            <div className="panels">
              {shown.map((suggestion) => (
                <SuggestionCard
                  key={suggestion.n}
                  run={run.id}
                  suggestion={suggestion}
                  hide={(hiding) => dismiss(suggestion.n, hiding)}
                />
              ))}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

/** Dismisses suggestions for everybody in the workspace, or takes it back. */
function useDismissal(run: string): (n: number, dismissed: boolean) => void {
  const refused = useRefused();
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ n, dismissed }: { n: number; dismissed: boolean }) => dismissSuggestion(run, n, dismissed),
    onSuccess: () => queries.invalidateQueries({ queryKey: suggestionsKey(run) }),
    onError: refused,
  });
  return (n, dismissed) => mutate({ n, dismissed });
}
