import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Select, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { runAddress, type TopicFate, type TopicRun, useTopicRun, useTopicRuns } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Loaded } from '../../parts/states.tsx';
import { useOrderText } from './runParts.tsx';

const fates = ['kept', 'born', 'died', 'merged', 'split'] as const;

/** What became of the topics of another run: of the one before of the same order, or of any. */
export function Comparison({ run, select }: { run: TopicRun; select: (n: number) => void }): ReactNode {
  const { t, time } = useTexts();
  const orderText = useOrderText();
  const others = (useTopicRuns().data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ id, status }) => id !== run.id && status === 'succeeded');
  const [chosen, setChosen] = useState<string | null>(run.identity?.previous ?? null);
  return (
    <Card
      size="small"
      title={t('comparison')}
      extra={
        others.length > 0 && (
          <Select
            size="small"
            className="run-choice"
            value={others.some(({ id }) => id === chosen) ? chosen : null}
            placeholder={t('compareWith')}
            aria-label={t('compareWith')}
            onChange={setChosen}
            popupMatchSelectWidth={false}
            options={others.map((other) => ({
              value: other.id,
              label: `${time(other.createdAt)} · ${orderText(other)}`,
            }))}
          />
        )
      }
    >
      {chosen === null ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={t(others.length === 0 ? 'nothingToCompare' : 'chooseToCompare')}
        />
      ) : (
        <Fates run={run} before={chosen} select={select} />
      )}
    </Card>
  );
}

function Fates({ run, before, select }: { run: TopicRun; before: string; select: (n: number) => void }): ReactNode {
  const { t, number } = useTexts();
  const earlier = useTopicRun(before);
  const path = `${runAddress(run.id)}/comparison?with=${encodeURIComponent(before)}`;
  const found = useQuery({
    queryKey: ['/v1/topics', path],
    queryFn: ({ signal }) => call<{ fates: TopicFate[] }>(path, { signal }),
    retry: false,
  });
  return (
    <Loaded of={found}>
      {({ fates: all }) => (
        <>
          <div className="row">
            {fates.map((fate) => (
              <Tag key={fate}>
                {t(`fate_${fate}`)} {number(all.filter((one) => one.fate === fate).length)}
              </Tag>
            ))}
          </div>
          <FateTable all={all} run={run} earlier={earlier.data} select={select} />
        </>
      )}
    </Loaded>
  );
}

function FateTable({
  all,
  run,
  earlier,
  select,
}: {
  all: TopicFate[];
  run: TopicRun;
  earlier: TopicRun | undefined;
  select: (n: number) => void;
}): ReactNode {
  const { t, percent } = useTexts();
  const shareOf = (share: TopicRun['topics'][number]['share'] | undefined) =>
    share === undefined || share === null ? '' : ` (${percent(share.value, 0)})`;
  return (
    <Table<TopicFate>
      size="small"
      rowKey={(fate) => [fate.fate, 'before' in fate ? fate.before : '', 'after' in fate ? fate.after : ''].join(' ')}
      dataSource={all}
      scroll={{ x: true }}
      pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
      columns={[
        {
          title: t('fate'),
          dataIndex: 'fate',
          filters: fates.map((value) => ({ value, text: t(`fate_${value}`) })),
          onFilter: (value, { fate }) => fate === value,
          render: (fate: TopicFate['fate']) => t(`fate_${fate}`),
        },
        {
          title: t('before'),
          key: 'before',
          render: (_, fate) => {
            if (!('before' in fate)) return '–';
            const topic = earlier?.topics[fate.before];
            return earlier === undefined || topic === undefined ? (
              `#${fate.before + 1}`
            ) : (
              <Link to={`/topics/${earlier.id}`}>
                {topic.n + 1}. {topic.name}
                {shareOf(topic.share)}
              </Link>
            );
          },
        },
        {
          title: t('after'),
          key: 'after',
          render: (_, fate) => {
            if (!('after' in fate)) return '–';
            const topic = run.topics[fate.after];
            if (topic === undefined) return `#${fate.after + 1}`;
            return (
              <Button type="link" size="small" className="name" onClick={() => select(topic.n)}>
                {topic.n + 1}. {topic.name}
                {shareOf(topic.share)}
              </Button>
            );
          },
        },
        {
          title: t('similarity'),
          key: 'how',
          align: 'right',
          render: (_, fate) => {
            if ('similarity' in fate) return percent(fate.similarity, 0);
            return 'share' in fate ? t('movedShare', { share: percent(fate.share, 0) }) : '–';
          },
        },
      ]}
    />
  );
}
