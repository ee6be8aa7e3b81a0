import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { KeywordRow } from '../../api/types.ts';
import { type Filter, filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ShareShown } from '../../parts/shareShown.tsx';
import { usePreferences } from '../../preferences.ts';
import { Polarity } from './polarity.tsx';

type Column = TableColumnsType<KeywordRow>[number];

/** The comments of a filter that have a word among their keywords. */
export const withWord = (filter: Filter, term: string): string =>
  `/explore${filterQuery({ ...filter, keyword: [term] })}`;

/** Columns of tables of words; `filter` says which comments they were counted in, `other` against which. */
export function useKeywordColumns(
  filter: Filter,
  other?: Filter,
): Record<'term' | 'comments' | 'share' | 'otherShare' | 'polarity' | 'beside' | 'q', Column> {
  const { t, number } = useTexts();
  const { dark } = usePreferences();
  return {
    term: {
      title: t('keyword'),
      dataIndex: 'term',
      render: (term: string, { synonyms }): ReactNode => (
        <>
          <Link className="whole" to={withWord(filter, term)}>
            {term}
          </Link>
          {synonyms !== undefined && <div className="quiet">{t('withSynonyms', { words: synonyms.join(', ') })}</div>}
        </>
      ),
    },
    comments: {
      title: t('comments'),
      dataIndex: 'comments',
      align: 'right',
      sorter: (a, b) => a.comments - b.comments,
      render: (n: number, { term }) => <Link to={withWord(filter, term)}>{number(n)}</Link>,
    },
    share: {
      title: t('share'),
      key: 'share',
      align: 'right',
      render: (_, { share }) => <ShareShown share={share} />,
    },
    otherShare: {
      title: t('otherShare'),
      key: 'otherShare',
      align: 'right',
      render: (_, { otherShare, term }) => {
        if (otherShare === undefined) return '–';
        const shown = <ShareShown share={otherShare} />;
        return other === undefined ? shown : <Link to={withWord(other, term)}>{shown}</Link>;
      },
    },
    polarity: {
      title: t('polarity'),
      dataIndex: 'polarity',
      sorter: (a, b) => a.polarity - b.polarity,
      // Comments that do not have it say nothing of it.
      render: (value: number, { comments }) => (comments === 0 ? '–' : <Polarity value={value} dark={dark} />),
    },
    beside: {
      title: t('beside'),
      key: 'beside',
      render: (_, { beside = [], term }) => (
        <span className="beside-words">
          {beside.map((word) => (
            <Link
              key={word.term}
              to={`/explore${filterQuery({ ...filter, keyword: [term], text: [word.term] })}`}
              title={t('commentCount', { n: number(word.comments) })}
            >
              {word.term}
            </Link>
          ))}
        </span>
      ),
    },
    q: {
      title: <span title={t('qNote')}>q</span>,
      dataIndex: 'q',
      align: 'right',
      render: (q: number) => (q < 0.001 ? '< 0.001' : number(q, 3)),
    },
  };
}
