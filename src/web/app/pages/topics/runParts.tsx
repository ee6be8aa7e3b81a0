import { Tag } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { watchJob } from '../../api/jobEvents.ts';
import type { TopicRunHead } from '../../api/topics.ts';
import type { Job } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';

const colours = {
  queued: '#9aa0a8',
  running: '#4f9bd9',
  succeeded: '#3f9142',
  failed: '#d4380d',
  cancelled: '#9aa0a8',
};

export function StatusTag({ status }: Pick<TopicRunHead, 'status'>): ReactNode {
  const { t } = useTexts();
  return <Tag style={{ borderInlineStart: `3px solid ${colours[status]}` }}>{t(`status_${status}`)}</Tag>;
}

/** What was asked for, in short: 「LDA，8 个主题」. */
export function useOrderText(): (run: Pick<TopicRunHead, 'algorithm' | 'k'>) => string {
  const { t, number } = useTexts();
  return ({ algorithm, k }) =>
    `${algorithm === 'lda' ? 'LDA' : 'k-means'} · ${k === 'auto' ? t('howMany_auto') : t('topicCount', { n: number(k) })}`;
}

/** Where a job stands, as it tells by itself. */
export function useJob(id: string | null, ended: () => void): { job: Job | null; error: Error | null } {
  const [state, setState] = useState<{ job: Job | null; error: Error | null }>({ job: null, error: null });
  useEffect(() => {
    if (id === null) return;
    const leaving = new AbortController();
    watchJob(id, (job) => setState({ job, error: null }), leaving.signal).then(ended, (error: Error) => {
      if (!leaving.signal.aborted) setState(({ job }) => ({ job, error }));
    });
    return () => leaving.abort();
  }, [id, ended]);
  return state;
}
