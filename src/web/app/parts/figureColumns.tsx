import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import type { BreakdownRow } from '../api/types.ts';
import type { Filter } from '../filters/filter.ts';
import { useTexts } from '../i18n/texts.ts';
import { useLabelNames } from './labels.ts';
import { CommentsLink, Opened } from './links.tsx';

export const negativeShare = ({ negative, comments }: { negative: number; comments: number }): number =>
  comments === 0 ? 0 : negative / comments;

type Column = TableColumnsType<BreakdownRow>[number];

/**
 * Columns of tables of figures: what a row is about, and what its comments add up to. Rows of leaves bring what opens their
 * comments; `of` chooses the comments of other rows.
 */
export function useFigureColumns(
  of: (row: BreakdownRow) => Filter = ({ key }) => ({ label: [key] }),
): Record<'issue' | 'comments' | 'share' | 'negative' | 'meanRating', Column> {
  const { t, number, percent } = useTexts();
  const names = useLabelNames();
  const opened = (row: BreakdownRow, shown: ReactNode): ReactNode =>
    row.filter === undefined ? (
      <CommentsLink of={of(row)}>{shown}</CommentsLink>
    ) : (
      <Opened by={row.filter}>{shown}</Opened>
    );
  const negativeOpened = (row: BreakdownRow, shown: ReactNode): ReactNode =>
    row.negativeFilter === undefined ? (
      <CommentsLink of={{ ...of(row), sentiment: ['negative', 'very_negative'] }}>{shown}</CommentsLink>
    ) : (
      <Opened by={row.negativeFilter}>{shown}</Opened>
    );
  return {
    issue: {
      title: t('issue'),
      dataIndex: 'key',
      className: 'leaf',
      render: (code: string, row) => opened(row, names.get(code) ?? row.name),
    },
    comments: {
      title: t('comments'),
      dataIndex: 'comments',
      align: 'right',
      sorter: (a, b) => a.comments - b.comments,
      render: (n: number, row) => opened(row, number(n)),
    },
    share: {
      title: t('share'),
      key: 'share',
      align: 'right',
      render: (_, { share }): ReactNode => (
        <span title={t('interval', { low: percent(share.low), high: percent(share.high), n: number(share.n) })}>
          {percent(share.value)}
        </span>
      ),
    },
    negative: {
      title: t('negativeShare'),
      key: 'negative',
      align: 'right',
      sorter: (a, b) => negativeShare(a) - negativeShare(b),
      render: (_, row) => negativeOpened(row, percent(negativeShare(row), 0)),
    },
    meanRating: {
      title: t('meanRating'),
      dataIndex: 'meanRating',
      align: 'right',
      sorter: (a, b) => (a.meanRating ?? 0) - (b.meanRating ?? 0),
      render: (mean: number | null) => (mean === null ? '–' : number(mean, 2)),
    },
  };
}
