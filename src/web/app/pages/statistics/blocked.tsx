import { Button, Card, Empty, Popconfirm, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { liftBlock, useBlocked, useStatisticsCall } from '../../api/statistics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { inPages } from '../../parts/inPages.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';

/** Authors and devices whose answers do not count. */
export function BlockedPanel(): ReactNode {
  const { t, time } = useTexts();
  const refused = useRefused();
  const may = useMay('admin');
  const blocked = useBlocked();
  const lift = useStatisticsCall(refused);
  return (
    <Card size="small" className="wide" title={t('blocked')}>
      <p className="quiet lead">{t('blockedNote')}</p>
      <Loaded of={blocked}>
        {(items) =>
          items.length === 0 ? (
            <Empty description={t('nobodyBlocked')} />
          ) : (
            <Table
              size="small"
              rowKey={({ kind, value }) => `${kind} ${value}`}
              dataSource={items}
              scroll={{ x: true }}
              pagination={inPages(10)}
              columns={[
                {
                  title: t('respondent'),
                  key: 'value',
                  render: (_, { kind, value }) => (
                    <bdi>
                      {kind === 'author' ? <CommentsLink of={{ author: [value] }}>{value}</CommentsLink> : value}
                    </bdi>
                  ),
                },
                {
                  title: t('respondentKind'),
                  dataIndex: 'kind',
                  render: (kind: 'author' | 'device') => t(`respondent_${kind}`),
                },
                {
                  title: t('blockedSince'),
                  dataIndex: 'since',
                  className: 'nowrap',
                  render: (since: string) => time(since),
                },
                {
                  title: t('targetState'),
                  key: 'state',
                  render: (_, { liftedAt }) => (
                    <Tag>{liftedAt === null ? t('isBlocked') : t('isLifted', { time: time(liftedAt) })}</Tag>
                  ),
                },
                {
                  title: '',
                  key: 'act',
                  render: (_, respondent) =>
                    may &&
                    respondent.liftedAt === null && (
                      <Popconfirm
                        title={t('liftSure')}
                        okText={t('liftIt')}
                        cancelText={t('keepIt')}
                        onConfirm={() => lift.mutate(liftBlock(respondent))}
                      >
                        <Button size="small" aria-label={`${t('liftIt')}: ${respondent.value}`}>
                          {t('liftIt')}
                        </Button>
                      </Popconfirm>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
