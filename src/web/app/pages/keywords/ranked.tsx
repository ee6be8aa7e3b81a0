import { Card, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { useRankedKeywords } from '../../api/keywords.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { inPages } from '../../parts/inPages.ts';
import { Loaded } from '../../parts/states.tsx';
import { Cloud } from './cloud.tsx';
import { useKeywordColumns } from './columns.tsx';

export function Ranked(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const answer = useRankedKeywords(filter);
  const { term, comments, share, polarity, beside } = useKeywordColumns(filter);
  return (
    <Loaded of={answer}>
      {({ items, comments: all, besideComments = all }) =>
        items.length === 0 ? (
          <Empty description={t('noKeywords')} />
        ) : (
          <>
            <p className="quiet lead">
              {t('rankedNote', { n: number(all) })}
              {besideComments < all && t('besideNote', { n: number(besideComments) })}
            </p>
            <div className="panels cloud-panels">
              <Card size="small" title={t('cloud')} className="cloud">
                <Cloud words={items} />
              </Card>
              <Card size="small" title={t('keywords')}>
                <Table
                  size="small"
                  rowKey="term"
                  dataSource={items}
                  scroll={{ x: true }}
                  pagination={inPages(12)}
                  columns={[term, comments, share, polarity, beside]}
                />
              </Card>
            </div>
          </>
        )
      }
    </Loaded>
  );
}
