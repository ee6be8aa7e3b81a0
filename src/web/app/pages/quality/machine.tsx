import { Card, Statistic, Table } from 'antd';
import type { ReactNode } from 'react';
import type { ReviewQuality, Share } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLabelNames } from '../../parts/labels.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { ShareFigure } from '../../parts/share.tsx';

type Machine = ReviewQuality['model'];

const share = (of: Share | null): ReactNode => <ShareFigure of={of} />;

/** What the machine had said when people decided, against what they decided. */
export function MachineFigures({ of }: { of: Machine }): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <Card size="small" title={t('machine')} className="wide">
      <p className="quiet">{t('machineNote', { comments: number(of.comments), audited: number(of.audited) })}</p>
      <Statistic
        title={t('sameSentiment')}
        value={of.sentiment === null ? t('unknownYet') : percent(of.sentiment.value)}
        style={{ marginBottom: 12 }}
      />
      <div className="panels">
        <Labels rows={of.labels} />
        <Conflicts rows={of.conflict} />
      </div>
    </Card>
  );
}

function Labels({ rows }: { rows: Machine['labels'] }): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  return (
    <Table
      size="small"
      title={() => t('labelQuality')}
      rowKey="code"
      dataSource={rows}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        {
          title: t('issue'),
          dataIndex: 'code',
          className: 'titled',
          render: (code: string) => <CommentsLink of={{ label: [code] }}>{names.get(code) ?? code}</CommentsLink>,
        },
        { title: t('precision'), dataIndex: 'precision', render: share },
        { title: t('recall'), dataIndex: 'recall', render: share },
      ]}
    />
  );
}

function Conflicts({ rows }: { rows: Machine['conflict'] }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Table
      size="small"
      title={() => t('conflictQuality')}
      rowKey="threshold"
      dataSource={rows}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('threshold'), dataIndex: 'threshold', render: (value: number) => number(value, 2) },
        { title: t('queuedShare'), dataIndex: 'queued', render: share },
        { title: t('precision'), dataIndex: 'precision', render: share },
        { title: t('recall'), dataIndex: 'recall', render: share },
      ]}
    />
  );
}
