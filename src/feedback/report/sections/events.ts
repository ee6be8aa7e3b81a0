import type { ReportContext } from '../context.ts';
import type { Block, Cell } from '../document.ts';

/** What happened in the business; nothing when nothing is recorded. */
export function eventBlocks({ facts, texts }: ReportContext): Block[] {
  if (facts.events.length === 0) return [];
  const { columns, events } = texts;
  const sorted = [...facts.events].sort((a, b) =>
    a.from === b.from ? (a.id < b.id ? -1 : 1) : a.from < b.from ? -1 : 1,
  );
  return [
    { kind: 'text', text: events.intro },
    {
      kind: 'table',
      title: texts.sections.events,
      columns: [columns.event, columns.kind, columns.period, columns.where, columns.note].map((name) => ({
        name,
        format: 'text',
      })),
      rows: sorted.map(({ name, kind, from, to, channel, outlet, note }): Cell[] => {
        const where = [channel, outlet].filter((place) => place !== null).join(' / ');
        return [
          name,
          events.kinds[kind],
          from === to ? from : `${from} – ${to}`,
          where || events.everywhere,
          note ?? '',
        ];
      }),
    },
  ];
}
