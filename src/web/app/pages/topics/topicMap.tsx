import { type ReactNode, useMemo } from 'react';
import type { Topic } from '../../api/topics.ts';
import { blameColour } from '../../charts/blame.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { usePreferences } from '../../preferences.ts';
import { blameOf, topicSize } from './figures.ts';

const smallest = 14;
const largest = 76;

/** Topics that share words lie near each other; areas by comments, colours by how many of them are negative. */
export function TopicMap({
  topics,
  chosen,
  select,
}: {
  topics: Topic[];
  chosen: number;
  select: (n: number) => void;
}): ReactNode {
  const { t, percent } = useTexts();
  const { dark } = usePreferences();
  const option = useMemo(() => {
    const most = Math.max(1, ...topics.map(topicSize));
    return {
      animation: false,
      grid: { left: 12, right: 12, top: 12, bottom: 12 },
      tooltip: { renderMode: 'richText', confine: true, formatter: ({ name }: { name: string }) => name },
      xAxis: squareAxis(topics.map(({ x }) => x)),
      yAxis: squareAxis(topics.map(({ y }) => y)),
      series: [
        {
          type: 'scatter',
          label: {
            show: true,
            formatter: ({ dataIndex }: { dataIndex: number }) => String(topics[dataIndex].n + 1),
            color: '#ffffff',
            fontSize: 13,
          },
          data: topics.map((topic) => ({
            name: `${topic.n + 1}. ${topic.name}\n${percent(topic.share?.value ?? 0)} · ${t('negative')} ${percent(blameOf(topic), 0)}`,
            value: [topic.x, topic.y],
            symbolSize: Math.max(smallest, largest * Math.sqrt(topicSize(topic) / most)),
            z: topic.n === chosen ? 3 : 2,
            itemStyle: {
              color: blameColour(blameOf(topic)),
              opacity: topic.n === chosen ? 1 : 0.82,
              borderColor: topic.n === chosen ? (dark ? '#ffffff' : '#101418') : dark ? '#141414' : '#ffffff',
              borderWidth: topic.n === chosen ? 3 : 1,
            },
          })),
        },
      ],
    };
  }, [topics, chosen, dark, t, percent]);
  return <LazyChart option={option} label={t('topicMap')} onSelect={(_, point) => select(topics[point].n)} />;
}

/** An axis without marks, with room for the bubbles at its ends. */
function squareAxis(values: number[]): object {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.05, (high - low) * 0.18);
  return { type: 'value', show: false, min: low - room, max: high + room };
}
