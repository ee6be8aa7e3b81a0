import { useQuery } from '@tanstack/react-query';
import { Drawer, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import type { ModelChangeList, SentimentLabel, WorkspaceModel } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { BandTag } from '../../parts/marks.tsx';
import { Loaded } from '../../parts/states.tsx';

/** Which labels a model would change, and the comments that it reads most differently. */
export function ModelChanges({ model, close }: { model: WorkspaceModel; close: () => void }): ReactNode {
  const { t } = useTexts();
  const path = `/v1/models/${encodeURIComponent(model.id)}/changes`;
  const changes = useQuery({ queryKey: [path], queryFn: () => call<ModelChangeList>(path) });
  return (
    <Drawer open onClose={close} size={760} title={`${t('wouldChange')} · ${t('ownModel', { n: model.version })}`}>
      <p className="quiet">{t('changesNote')}</p>
      <Loaded of={changes}>
        {({ moves, examples, conflicts }) => (
          <>
            {moves.length === 0 && examples.length === 0 ? (
              <Empty description={t('noChanges')} />
            ) : (
              <>
                <Moves moves={moves} />
                <Examples examples={examples} />
              </>
            )}
            {conflicts !== null && <Flags of={conflicts} />}
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

/** Leads to the comment with its analysis. */
function CommentText({ id, text }: { id: string; text: string }): ReactNode {
  return (
    <Link to={`/explore?comment=${encodeURIComponent(id)}`}>
      <bdi className="comment-text">{text}</bdi>
    </Link>
  );
}

const label = (value: SentimentLabel): ReactNode => <BandTag label={value} />;

function Moves({ moves }: { moves: ModelChangeList['moves'] }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table
      size="small"
      rowKey={({ from, to }) => `${from} ${to}`}
      dataSource={moves}
      pagination={false}
      style={{ marginBottom: 16 }}
      columns={[
        { title: t('moveFrom'), dataIndex: 'from', render: label },
        { title: t('moveTo'), dataIndex: 'to', render: label },
        { title: t('comments'), dataIndex: 'comments', align: 'right', render: (n: number) => number(n) },
      ]}
    />
  );
}

/** The comments whose rating would be said to fit its text, or no longer to. */
function Flags({ of: { rated, flagged, examples } }: { of: NonNullable<ModelChangeList['conflicts']> }): ReactNode {
  const { t, number, percent } = useTexts();
  const { before, after } = flagged;
  return (
    <>
      <p style={{ marginTop: 16 }}>
        {t('flagChanges', { before: number(before), after: number(after), rated: number(rated) })}
      </p>
      {examples.length > 0 && (
        <Table
          size="small"
          rowKey="commentId"
          dataSource={examples}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          columns={[
            {
              title: t('term'),
              dataIndex: 'text',
              render: (text: string, { commentId }) => <CommentText id={commentId} text={text} />,
            },
            {
              title: t('conflictProbability'),
              key: 'scores',
              width: 190,
              render: (_, { flagged: now, scoreBefore, scoreAfter }) => (
                <>
                  {percent(scoreBefore)} → {percent(scoreAfter)}{' '}
                  <span className="quiet">{t(now ? 'newlyFlagged' : 'noLongerFlagged')}</span>
                </>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function Examples({ examples }: { examples: ModelChangeList['examples'] }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table
      size="small"
      rowKey="commentId"
      dataSource={examples}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      columns={[
        {
          title: t('term'),
          dataIndex: 'text',
          render: (text: string, { commentId }) => <CommentText id={commentId} text={text} />,
        },
        {
          title: `${t('moveFrom')} → ${t('moveTo')}`,
          key: 'scores',
          width: 190,
          render: (_, { from, to, scoreBefore, scoreAfter }) => (
            <div className="row">
              {label(from)} {number(scoreBefore, 2)} → {label(to)} {number(scoreAfter, 2)}
            </div>
          ),
        },
      ]}
    />
  );
}
