import { Progress } from 'antd';
import type { ReactNode } from 'react';
import type { Job } from '../api/types.ts';

/** How far a job is; nothing of it is known before it has been started. */
export function JobProgress({ job, title }: { job: Job | null; title: string }): ReactNode {
  const { done, total } = job?.progress ?? { done: 0, total: null };
  return (
    <div role="status" style={{ minWidth: 180 }}>
      <span className="quiet">{title}</span>
      <Progress
        percent={total === null || total === 0 ? 0 : Math.round((100 * done) / total)}
        size="small"
        aria-label={title}
      />
    </div>
  );
}
