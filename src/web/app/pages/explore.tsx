import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Dropdown, Empty } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { download } from '../api/client.ts';
import { useBreakdown, useComment, useComments } from '../api/queries.ts';
import type { StoredComment } from '../api/types.ts';
import { filterQuery, useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import { useTexts } from '../i18n/texts.ts';
import { useRefused } from '../parts/failureShown.tsx';
import { Loaded } from '../parts/states.tsx';
import { AnalysisPanel } from './explore/analysisPanel.tsx';
import { CommentCard } from './explore/commentCard.tsx';

/** The comments of the filter, what speaks for their sentiment underlined; one opens with its whole analysis. */
export default function ExplorePage(): ReactNode {
  const { t } = useTexts();
  const { filter, clear } = useFilter();
  const [open, setOpen] = useOpenComment();
  const comments = useComments(filter);
  return (
    <>
      <FilterBar />
      <div className="row" style={{ marginBottom: 8 }}>
        <Total />
        <ExportMenu />
      </div>
      <Loaded of={comments}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <Empty description={t('emptyFilter')}>
                <Button onClick={clear}>{t('clearFilter')}</Button>
              </Empty>
            );
          return (
            <>
              {items.map((comment) => (
                <CommentCard key={comment.id} comment={comment} open={() => setOpen(comment)} />
              ))}
              <div style={{ textAlign: 'center' }}>
                {comments.hasNextPage ? (
                  <Button loading={comments.isFetchingNextPage} onClick={() => comments.fetchNextPage()}>
                    {t('more')}
                  </Button>
                ) : (
                  <span className="quiet">{t('all')}</span>
                )}
              </div>
            </>
          );
        }}
      </Loaded>
      <AnalysisPanel comment={open} close={() => setOpen(null)} />
    </>
  );
}

/** The comment whose analysis is shown; one that the address names is fetched. */
function useOpenComment(): [StoredComment | null, (comment: StoredComment | null) => void] {
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<StoredComment | null>(null);
  const named = params.get('comment');
  const { data } = useComment(chosen === null ? named : null);
  const open = (comment: StoredComment | null) => {
    setChosen(comment);
    if (comment === null && named !== null)
      setParams((before) => {
        before.delete('comment');
        return before;
      });
  };
  return [chosen ?? (named === null ? null : (data ?? null)), open];
}

/** How many comments the filter leaves. */
function Total(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const { data, isPlaceholderData } = useBreakdown(filter, 'sentiment');
  const total = data?.reduce((sum, { comments }) => sum + comments, 0);
  return (
    <span className="quiet" style={{ marginRight: 'auto' }} aria-live="polite">
      {total !== undefined && !isPlaceholderData && `${t('comments')}: ${number(total)}`}
    </span>
  );
}

function ExportMenu(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const refused = useRefused();
  const save = useMutation({
    mutationFn: (format: string) => download(`/v1/exports${filterQuery(filter, { format })}`),
    onError: refused,
  });
  const items = ['csv', 'xlsx', 'ndjson'].map((format) => ({
    key: format,
    label: format.toUpperCase(),
    onClick: () => save.mutate(format),
  }));
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button icon={<DownloadOutlined />} loading={save.isPending}>
        {t('export')}
      </Button>
    </Dropdown>
  );
}
