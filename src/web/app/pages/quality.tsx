import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Card, Empty, Segmented, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../api/client.ts';
import type { ReviewQuality } from '../api/types.ts';
import '../i18n/quality.ts';
import { useTexts } from '../i18n/texts.ts';
import { actorName } from '../parts/actorName.ts';
import { ShareFigure } from '../parts/share.tsx';
import { Loaded } from '../parts/states.tsx';
import { MachineFigures } from './quality/machine.tsx';

const spans = [30, 90, 365, null];
const dayMs = 24 * 60 * 60 * 1000;

/** How good and how fast reviewers are, whether they agree, and how right the machine is by what they decided. */
export default function QualityPage(): ReactNode {
  const { t } = useTexts();
  const [days, setDays] = useState<number | null>(90);
  const path = `/v1/reviews/quality${days === null ? '' : `?from=${dayBefore(days)}`}`;
  const quality = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<ReviewQuality>(path, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Segmented
        value={days ?? 0}
        options={spans.map((n) => ({ value: n ?? 0, label: n === null ? t('allTime') : t('days', { n }) }))}
        onChange={(value) => setDays(value === 0 ? null : Number(value))}
        style={{ marginBottom: 12, maxWidth: '100%', overflow: 'auto' }}
        aria-label={t('period')}
      />
      <Loaded of={quality}>{(figures) => <Figures quality={figures} />}</Loaded>
    </>
  );
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

function Figures({ quality }: { quality: ReviewQuality }): ReactNode {
  const { t } = useTexts();
  if (quality.reviewers.length === 0) return <Empty description={t('noDecisions')} />;
  return (
    <div className="panels">
      <Reviewers rows={quality.reviewers} />
      <Checks rows={quality.checks} />
      <Agreement rows={quality.agreement} />
      <MachineFigures of={quality.model} />
    </div>
  );
}

function Reviewers({ rows }: { rows: ReviewQuality['reviewers'] }): ReactNode {
  const { t, number } = useTexts();
  return (
    <Card size="small" title={t('reviewers')} className="wide">
      <Table
        size="small"
        rowKey={({ actor, reviewer }) => `${actor} ${reviewer ?? ''}`}
        dataSource={rows}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: true }}
        columns={[
          {
            title: t('reviewer'),
            key: 'reviewer',
            render: (_, { actor, reviewer }) => <bdi>{reviewer ?? actorName(actor, t)}</bdi>,
          },
          {
            title: t('decisions'),
            dataIndex: 'decisions',
            align: 'right',
            sorter: (a, b) => a.decisions - b.decisions,
            render: (n: number) => number(n),
          },
          { title: t('undone'), dataIndex: 'undone', align: 'right', render: (n: number) => number(n) },
          {
            title: t('medianTime'),
            dataIndex: 'medianSeconds',
            align: 'right',
            render: (n: number | null) => (n === null ? '–' : t('seconds', { n: number(n, n < 10 ? 1 : 0) })),
          },
          { title: t('confirmed'), key: 'agreement', render: (_, { agreement }) => <ShareFigure of={agreement} /> },
        ]}
      />
    </Card>
  );
}

const verdictColours = { met: 'success', missed: 'error', open: 'default' } as const;

function Checks({ rows }: { rows: ReviewQuality['checks'] }): ReactNode {
  const { t, number, percent } = useTexts();
  return (
    <Card size="small" title={t('checks')}>
      <p className="quiet">{t('checksNote')}</p>
      <Table
        size="small"
        rowKey="level"
        dataSource={rows}
        pagination={false}
        scroll={{ x: true }}
        columns={[
          { title: t('level'), dataIndex: 'level', render: (level: 'final_check') => t(`level_${level}`) },
          { title: t('comments'), dataIndex: 'comments', align: 'right', render: (n: number) => number(n) },
          {
            title: t('errors'),
            key: 'errors',
            align: 'right',
            render: (_, { errors, values }) => `${number(errors)} / ${number(values)}`,
          },
          {
            title: t('errorRate'),
            key: 'rate',
            render: (_, { errorRate }) => <ShareFigure of={errorRate} digits={2} />,
          },
          { title: t('target'), dataIndex: 'target', render: (target: number) => percent(target) },
          {
            title: t('verdict'),
            dataIndex: 'verdict',
            render: (verdict: keyof typeof verdictColours) => (
              <Tag color={verdictColours[verdict]}>{t(`verdict_${verdict}`)}</Tag>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Agreement({ rows }: { rows: ReviewQuality['agreement'] }): ReactNode {
  const { t, number } = useTexts();
  const show = ({ n, value }: { n: number; value: number | null }) =>
    value === null ? '–' : `${number(value, 2)} (n = ${number(n)})`;
  return (
    <Card size="small" title={t('agreement')}>
      <p className="quiet">{t('agreementNote')}</p>
      <Table
        size="small"
        rowKey="field"
        dataSource={rows}
        pagination={false}
        scroll={{ x: true }}
        columns={[
          { title: t('comparedValue'), dataIndex: 'field', render: (field: 'sentiment') => t(`value_${field}`) },
          { title: 'κ', key: 'kappa', align: 'right', render: (_, { kappa }) => show(kappa) },
          { title: 'α', key: 'alpha', align: 'right', render: (_, { alpha }) => show(alpha) },
        ]}
      />
    </Card>
  );
}
