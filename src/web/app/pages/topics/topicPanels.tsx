import { Button, Card, Empty, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { QuoteKind, Topic } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { BandBar } from '../../parts/bandBar.tsx';
import { PlainText } from '../../parts/plain.tsx';
import { topicComments, topicSize } from './figures.ts';
import { TopicChannels, TopicLeaves } from './topicMix.tsx';
import { TopicTrend } from './topicTrend.tsx';
import { TopicWords } from './topicWords.tsx';

const quoteKinds: QuoteKind[] = ['nearest', 'positive', 'negative'];

/** All that is known of one topic. */
export function TopicPanels({ run, topic }: { run: string; topic: Topic }): ReactNode {
  const { t, number } = useTexts();
  return (
    <section aria-labelledby="topic-name">
      <div className="row topic-head">
        <h2 id="topic-name">
          {topic.n + 1}. {topic.name}
        </h2>
        <Link to={topicComments(run, topic.n)}>
          <Button type="primary" tabIndex={-1}>
            {t('showTopicComments', { n: number(topicSize(topic)) })}
          </Button>
        </Link>
        <span className="quiet">
          {t('exclusivity', { value: number(topic.exclusivity, 2) })}
          {topic.meanRating !== null && ` · ${t('meanRating')} ${number(1 + 4 * topic.meanRating, 2)} / 5`}
        </span>
      </div>
      <div className="panels">
        <TopicWords run={run} topic={topic} />
        <div className="column">
          <Card size="small" title={t('sentiment')}>
            <BandBar counts={topic.sentiment} address={(band) => topicComments(run, topic.n, { sentiment: [band] })} />
          </Card>
          <TopicTrend run={run} topic={topic} />
          <Quotes topic={topic} />
        </div>
        <TopicChannels run={run} topic={topic} />
        <TopicLeaves run={run} topic={topic} />
      </div>
    </section>
  );
}

function Quotes({ topic }: { topic: Topic }): ReactNode {
  const { t } = useTexts();
  const [kind, setKind] = useState<QuoteKind>('nearest');
  const quotes = topic.quotes[kind];
  return (
    <Card size="small" title={t('quotes')}>
      <Segmented
        value={kind}
        onChange={setKind}
        aria-label={t('quotes')}
        options={quoteKinds.map((value) => ({ value, label: t(`quotes_${value}`) }))}
      />
      {quotes.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noQuotes')} />
      ) : (
        quotes.map(({ commentId, text }) => (
          <blockquote key={commentId} className="comment-text" dir="auto">
            <PlainText text={text} />
          </blockquote>
        ))
      )}
    </Card>
  );
}
