import { Card, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { type ReliabilityRow, useReliability } from '../../api/statistics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Opened } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { TooFew } from './shown.tsx';

/** Whether the sub-scores of a source measure the same: Cronbach's α. */
export function ReliabilityPanel(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const answer = useReliability(filter);
  const shown = (value: number | null) => (value === null ? '–' : number(value, 2));
  return (
    <Card size="small" className="wide" title={t('reliability')}>
      <p className="quiet lead">{t('reliabilityNote')}</p>
      <Loaded of={answer}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty description={t('noDimensions')} />
          ) : (
            <Table<ReliabilityRow>
              size="small"
              rowKey="source"
              dataSource={items}
              scroll={{ x: true }}
              pagination={false}
              columns={[
                {
                  title: t('source'),
                  dataIndex: 'source',
                  render: (source: string, { filter: opens }) => <Opened by={opens}>{source}</Opened>,
                },
                {
                  title: 'α',
                  key: 'alpha',
                  align: 'right',
                  render: (_, { reliability }) =>
                    reliability === null ? (
                      <TooFew />
                    ) : (
                      <span className="share-below">
                        {shown(reliability.alpha)}
                        <small>
                          {shown(reliability.low)} – {shown(reliability.high)}
                        </small>
                      </span>
                    ),
                },
                {
                  title: t('answers'),
                  key: 'n',
                  align: 'right',
                  render: (_, { reliability }) => (reliability === null ? '–' : number(reliability.n)),
                },
                {
                  title: t('alphaWithout'),
                  key: 'items',
                  render: (_, { reliability, dimensions }) =>
                    reliability === null
                      ? dimensions.join(', ')
                      : reliability.items.map(({ name, alphaWithout, itemTotal }) => (
                          <div key={name} title={t('itemTotal', { value: shown(itemTotal) })}>
                            <bdi>{name}</bdi>: {shown(alphaWithout)}
                          </div>
                        )),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
