import { Button, Card, Empty, Select, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { useReviewCounts } from '../api/queries.ts';
import type { QueueItem, ReviewReason } from '../api/types.ts';
import { useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/review.ts';
import { useTexts } from '../i18n/texts.ts';
import { BandTag } from '../parts/marks.tsx';
import { Failed, Loaded } from '../parts/states.tsx';
import { AlikeDialog, EscalateDialog, HelpDialog } from './review/dialogs.tsx';
import { useKeys } from './review/keys.ts';
import { type Queue, useQueue } from './review/queue.ts';
import { Workbench } from './review/workbench.tsx';

type Dialog = 'help' | 'escalate' | 'alike' | null;

/** The queue as a workbench that needs no mouse. */
export default function ReviewPage(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const [reason, setReason] = useState<ReviewReason[]>([]);
  const [fixing, setFixing] = useState(false);
  const [dialog, setDialog] = useState<Dialog>(null);
  const queue = useQueue(reason, filter);
  const { current } = queue;
  const flagged = current?.analysis.conflict?.flagged === true;
  const decide = async (action: Parameters<Queue['act']>[0], body?: object) => {
    if (queue.busy || !queue.held) return;
    if (await queue.act(action, body)) {
      setFixing(false);
      setDialog(null);
    }
  };
  /** What is not held any more has been decided by somebody else. */
  const leave = () => {
    setFixing(false);
    setDialog(null);
    if (!queue.held) queue.reload();
  };
  const move = (by: number) => {
    setFixing(false);
    queue.move(by);
  };

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => void decide('accept'),
    f: () => setFixing(queue.held),
    r: () => flagged && void decide('reject'),
    e: () => queue.held && setDialog('escalate'),
    s: () => void decide('skip'),
    l: () => current !== undefined && setDialog('alike'),
    u: () => void queue.undo(),
    '?': () => setDialog('help'),
  });

  const off = !queue.held || queue.busy;
  return (
    <>
      <FilterBar />
      <ReasonBar reason={reason} change={setReason} />
      {queue.error !== null && <Failed error={queue.error} retry={queue.reload} />}
      {current === undefined ? (
        queue.items !== null && (
          <Empty description={t('queueEmpty')}>
            <Button onClick={queue.reload}>{t('retry')}</Button>
          </Empty>
        )
      ) : (
        <>
          <div className="row actions" role="toolbar" aria-label={t('review')}>
            <Button type="primary" disabled={off} onClick={() => void decide('accept')}>
              {t('accept')} <kbd>A</kbd>
            </Button>
            <Button disabled={off} onClick={() => setFixing(true)}>
              {t('fix')} <kbd>F</kbd>
            </Button>
            <Button disabled={off || !flagged} onClick={() => void decide('reject')}>
              {t('reject')} <kbd>R</kbd>
            </Button>
            <Button disabled={off} onClick={() => setDialog('escalate')}>
              {t('escalate')} <kbd>E</kbd>
            </Button>
            <Button disabled={off} onClick={() => void decide('skip')}>
              {t('skip')} <kbd>S</kbd>
            </Button>
            <Button onClick={() => setDialog('alike')}>
              {t('alike')} <kbd>L</kbd>
            </Button>
            <Button disabled={queue.decided.length === 0} onClick={() => void queue.undo()}>
              {t('undo')} <kbd>U</kbd>
            </Button>
            <Button type="text" onClick={() => setDialog('help')} aria-label={t('keys')}>
              <kbd>?</kbd>
            </Button>
          </div>
          <div className="bench">
            <Workbench
              item={current}
              held={queue.held}
              fixing={fixing}
              send={(fix) => void decide('fix', fix)}
              cancel={leave}
            />
            <QueueList
              items={queue.items ?? []}
              at={queue.at}
              select={(index) => {
                setFixing(false);
                queue.select(index);
              }}
            />
          </div>
        </>
      )}
      <HelpDialog open={dialog === 'help'} close={() => setDialog(null)} />
      {dialog === 'escalate' && <EscalateDialog send={(body) => void decide('escalate', body)} close={leave} />}
      {dialog === 'alike' && current !== undefined && (
        <AlikeDialog
          item={current}
          close={() => setDialog(null)}
          done={() => {
            setDialog(null);
            queue.reload();
          }}
        />
      )}
    </>
  );
}

function ReasonBar({
  reason,
  change,
}: {
  reason: ReviewReason[];
  change: (reason: ReviewReason[]) => void;
}): ReactNode {
  const { t, number } = useTexts();
  const counts = useReviewCounts();
  return (
    <Loaded of={counts}>
      {({ open, claimed, done, byReason }) => (
        <div className="row" style={{ marginBottom: 12 }}>
          <Select
            mode="multiple"
            allowClear
            aria-label={t('reason')}
            placeholder={t('reason')}
            value={reason}
            onChange={change}
            style={{ minWidth: 220 }}
            options={byReason.map((row) => ({
              value: row.reason,
              label: `${t(`reason_${row.reason}`)} (${number(row.open)})`,
            }))}
          />
          <Space wrap className="quiet">
            <span>{t('queueOpen', { n: number(open) })}</span>
            <span>{t('queueClaimed', { n: number(claimed) })}</span>
            <span>{t('queueDone', { n: number(done) })}</span>
          </Space>
        </div>
      )}
    </Loaded>
  );
}

function QueueList({
  items,
  at,
  select,
}: {
  items: QueueItem[];
  at: number;
  select: (index: number) => void;
}): ReactNode {
  const { t, percent } = useTexts();
  return (
    <Card size="small" title={t('queue')}>
      <ol className="queue">
        {items.map(({ id, comment, analysis, reason, priority }, index) => (
          <li key={id}>
            <button type="button" aria-current={index === at} onClick={() => select(index)}>
              <span className="line" dir="auto">
                {comment.text.slice(0, 60)}
              </span>
              <span className="row quiet">
                <BandTag label={analysis.sentiment.label} />
                {t(`reason_${reason}`)} · {percent(priority, 0)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Card>
  );
}
