import type { ReportContext } from '../context.ts';
import type { Block, Cell } from '../document.ts';

const quotesPerTopic = 2;

/** What customers talk about by themselves, as the latest topic run found it; nothing without one. */
export function topicBlocks({ facts, texts, quoteComment }: ReportContext): Block[] {
  const { topics: run } = facts;
  if (!run || run.topics.length === 0) return [];
  const { columns, topics } = texts;
  return [
    { kind: 'text', text: topics.intro(run.day, run.comments, run.k) },
    {
      kind: 'table',
      title: texts.sections.topics,
      columns: [
        { name: columns.topic, format: 'text' },
        { name: columns.words, format: 'text' },
        { name: columns.share, format: 'percent' },
      ],
      rows: run.topics.map(({ name, words, share }): Cell[] => [name, texts.list(words), share]),
    },
    ...run.topics.flatMap(({ name, quotes }): Block[] => {
      const places = quotes.flatMap((id) => quoteComment(id) ?? []).slice(0, quotesPerTopic);
      return places.length === 0
        ? []
        : [{ kind: 'quotes', title: topics.quotes(name), tone: 'positive', quotes: places }];
    }),
  ];
}
