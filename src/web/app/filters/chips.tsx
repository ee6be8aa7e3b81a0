import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTopicRun } from '../api/topics.ts';
import '../i18n/mining.ts';
import { useTexts } from '../i18n/texts.ts';
import DataQualityName from '../parts/dataQualityName.tsx';
import MentionName from '../parts/mentionName.tsx';
import { useFilter } from './filter.ts';

/** What no field of the filter bar shows: keywords, topics, what is said, coverage and data quality, each to be taken off. */
export default function FilterChips(): ReactNode {
  const { t } = useTexts();
  const { filter, change } = useFilter();
  const without = (name: 'keyword' | 'topic' | 'flag' | 'mention' | 'noMention', value: string) =>
    change({ [name]: filter[name]!.filter((other) => other !== value) });
  return (
    <div className="row chips">
      {filter.keyword?.map((word) => (
        <Chip key={word} remove={() => without('keyword', word)}>
          {t('keyword')}: {word}
        </Chip>
      ))}
      {filter.topic?.map((topic) => (
        <Chip key={topic} remove={() => without('topic', topic)}>
          {t('topic')}: <TopicName topic={topic} />
        </Chip>
      ))}
      {(['mention', 'noMention'] as const).map((name) =>
        filter[name]?.map((value) => (
          <Chip key={`${name} ${value}`} remove={() => without(name, value)}>
            <MentionName of={name} values={[value]} />
          </Chip>
        )),
      )}
      {filter.rated !== undefined && (
        <Chip remove={() => change({ rated: [] })}>
          <MentionName of="rated" values={filter.rated} />
        </Chip>
      )}
      {filter.covered !== undefined && (
        <Chip remove={() => change({ covered: [] })}>
          {t(filter.covered[0] === 'true' ? 'coveredYes' : 'coveredNo')}
        </Chip>
      )}
      {filter.flag?.map((flag) => (
        <Chip key={flag} remove={() => without('flag', flag)}>
          <DataQualityName of="flag" value={flag} />
        </Chip>
      ))}
      {(['quality', 'scanned'] as const).map(
        (name) =>
          filter[name] !== undefined && (
            <Chip key={name} remove={() => change({ [name]: [] })}>
              <DataQualityName of={name} value={filter[name][0]} />
            </Chip>
          ),
      )}
    </div>
  );
}

function Chip({ remove, children }: { remove: () => void; children: ReactNode }): ReactNode {
  const { t } = useTexts();
  return (
    <Tag className="wrapping" closable={{ 'aria-label': t('clearFilter') }} onClose={remove}>
      {children}
    </Tag>
  );
}

function TopicName({ topic }: { topic: string }): ReactNode {
  const [run, n] = topic.split('.');
  const found = useTopicRun(run);
  return found.data?.topics[Number(n)]?.name ?? `#${Number(n) + 1}`;
}
