import { Button, Card, Empty, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { usePreview } from '../../../api/editing.ts';
import type { EditionKind, Job, PreviewResult, SentimentLabel } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { JobProgress } from '../../../parts/jobProgress.tsx';
import { BandTag } from '../../../parts/marks.tsx';
import { Failed } from '../../../parts/states.tsx';

const commentsRead = 2000;

/** What the draft would change among the latest comments, before it is published. */
export function PreviewPanel({ kind, nameOf }: { kind: EditionKind; nameOf: (code: string) => string }): ReactNode {
  const { t } = useTexts();
  const [job, setJob] = useState<Job | null>(null);
  const preview = usePreview(kind, setJob);
  return (
    <Card size="small" title={t('preview')}>
      {preview.isPending ? (
        <JobProgress job={job} title={t('previewing')} />
      ) : (
        <Button onClick={() => preview.mutate(commentsRead)}>{t('preview')}</Button>
      )}
      {preview.error !== null && <Failed error={preview.error} retry={() => preview.mutate(commentsRead)} />}
      {preview.data !== undefined && <Moves result={preview.data} nameOf={nameOf} />}
    </Card>
  );
}

function Moves({ result, nameOf }: { result: PreviewResult; nameOf: (code: string) => string }): ReactNode {
  const { t, number } = useTexts();
  const { comments, changed, covered } = result;
  return (
    <div style={{ marginTop: 12 }}>
      <strong>{t('previewResult', { changed: number(changed), comments: number(comments) })}</strong>
      <p className="quiet">{t('previewCoverage', { before: number(covered.before), after: number(covered.after) })}</p>
      {changed === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noMoves')} />}
      {result.leaves.length > 0 && <LeafMoves rows={result.leaves} nameOf={nameOf} />}
      {result.labels.length > 0 && <LabelMoves rows={result.labels} />}
    </div>
  );
}

function LeafMoves({ rows, nameOf }: { rows: PreviewResult['leaves']; nameOf: (code: string) => string }): ReactNode {
  const { t, number } = useTexts();
  const side = ({ comments, samples }: { comments: number; samples: string[] }): ReactNode => (
    <span className="row">
      {number(comments)}
      {samples.map((id, i) => (
        <Link key={id} to={`/explore?comment=${encodeURIComponent(id)}`} aria-label={`${t('showComments')} ${i + 1}`}>
          #{i + 1}
        </Link>
      ))}
    </span>
  );
  return (
    <Table
      size="small"
      rowKey="code"
      dataSource={rows}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('issue'), dataIndex: 'code', render: nameOf },
        { title: t('gained'), dataIndex: 'gained', render: side },
        { title: t('lost'), dataIndex: 'lost', render: side },
        { title: t('kept'), dataIndex: 'kept', align: 'right', render: (n: number) => number(n) },
      ]}
    />
  );
}

function LabelMoves({ rows }: { rows: PreviewResult['labels'] }): ReactNode {
  const { t, number } = useTexts();
  const label = (value: SentimentLabel): ReactNode => <BandTag label={value} />;
  return (
    <Table
      size="small"
      title={() => t('labelMoves')}
      rowKey={({ from, to }) => `${from} ${to}`}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t('moveFrom'), dataIndex: 'from', render: label },
        { title: t('moveTo'), dataIndex: 'to', render: label },
        { title: t('comments'), dataIndex: 'comments', align: 'right', render: (n: number) => number(n) },
      ]}
    />
  );
}
