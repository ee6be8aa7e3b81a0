import { Card, Slider, Table } from 'antd';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { RankedTerm, Topic } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CellBar } from '../../parts/cellBar.tsx';
import { relevanceAt, topicComments } from './figures.ts';

const shown = 15;
/** What readers understood best, by the authors of the measure. */
const usualLambda = 0.6;

/** The words of a topic, from frequent in it to found in it alone as the reader likes. */
export function TopicWords({ run, topic }: { run: string; topic: Topic }): ReactNode {
  const { t, number, percent } = useTexts();
  const [lambda, setLambda] = useState(usualLambda);
  const label = useId();
  const words = useMemo(() => wordsAt(topic, lambda), [topic, lambda]);
  const most = Math.max(...words.map(({ probability }) => probability));
  return (
    <Card size="small" title={t('topicWords')}>
      {topic.rankedWords !== undefined && (
        <div className="lambda">
          <span id={label} title={t('lambdaNote')}>
            λ = {number(lambda, 1)}
          </span>
          <span className="quiet">{t('lambdaLow')}</span>
          <Slider
            min={0}
            max={1}
            step={0.1}
            value={lambda}
            onChange={setLambda}
            ariaLabelledByForHandle={label}
            tooltip={{ formatter: null }}
          />
          <span className="quiet">{t('lambdaHigh')}</span>
        </div>
      )}
      <Table<RankedTerm>
        size="small"
        rowKey="term"
        dataSource={words}
        pagination={false}
        scroll={{ x: true }}
        columns={[
          {
            title: t('word'),
            dataIndex: 'term',
            render: (term: string) => (
              <Link className="whole" to={topicComments(run, topic.n, { text: [term] })}>
                {term}
              </Link>
            ),
          },
          {
            title: t('wordShare'),
            dataIndex: 'probability',
            width: '50%',
            render: (probability: number) => <CellBar share={probability / most}>{percent(probability)}</CellBar>,
          },
          ...(topic.rankedWords === undefined
            ? []
            : [
                {
                  title: <span title={t('liftNote')}>{t('lift')}</span>,
                  dataIndex: 'lift',
                  align: 'right' as const,
                  render: (lift: number) => t('times', { n: number(lift, 1) }),
                },
              ]),
        ]}
      />
    </Card>
  );
}

/** Runs from before the numbers were kept have the words by probability alone. */
function wordsAt({ rankedWords, words }: Topic, lambda: number): RankedTerm[] {
  if (rankedWords === undefined) return words.map(({ term, weight }) => ({ term, probability: weight, lift: 1 }));
  return rankedWords.toSorted((a, b) => relevanceAt(lambda, b) - relevanceAt(lambda, a)).slice(0, shown);
}
