import type { ReportContext } from '../context.ts';
import type { Block, Cell } from '../document.ts';
import { toldProblems } from './problems.ts';

const listedPriorities = 10;
const hourMs = 3_600_000;

/** What to do about the worst problems: who, until when, and what it might give. */
export function suggestionBlocks(context: ReportContext): Block[] {
  const { facts, texts, problems } = context;
  const told = problems.slice(0, toldProblems);
  if (told.length === 0) return [{ kind: 'text', text: texts.suggestions.none }];
  const { columns, suggestions } = texts;
  const lifts = new Map(facts.priorities.map((priority) => [priority.code, priority]));
  return [
    { kind: 'text', text: suggestions.intro },
    {
      kind: 'table',
      title: suggestions.table,
      columns: [
        { name: columns.suggestion, format: 'text' },
        { name: columns.owner, format: 'text' },
        { name: columns.deadline, format: 'text' },
        { name: columns.lift, format: 'decimal' },
      ],
      rows: told.map(({ code, name, work }): Cell[] => {
        const deadline = work.overdue > 0 ? suggestions.immediately : dayAfter(facts.madeAt, work.slaHours);
        return [
          suggestions.settle(name, work.overdue),
          context.departmentName(work.department),
          deadline,
          lifts.get(code)?.lift.value ?? null,
        ];
      }),
    },
    ...priorityBlocks(context),
  ];
}

function priorityBlocks({ facts, texts, nameOf }: ReportContext): Block[] {
  const gains = facts.priorities.filter(({ lift }) => lift.value > 0).slice(0, listedPriorities);
  if (gains.length === 0) return [];
  const { columns, suggestions } = texts;
  return [
    { kind: 'heading', text: suggestions.priorities },
    { kind: 'text', text: suggestions.prioritiesText(facts.roiThreshold) },
    {
      kind: 'table',
      title: suggestions.priorities,
      columns: [
        { name: columns.problem, format: 'text' },
        { name: columns.lift, format: 'decimal' },
        { name: columns.low, format: 'decimal' },
        { name: columns.high, format: 'decimal' },
        { name: columns.roi, format: 'decimal' },
      ],
      rows: gains.map(({ code, lift, roi }) => [nameOf(code), lift.value, lift.low, lift.high, roi.value]),
    },
  ];
}

function dayAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * hourMs).toISOString().slice(0, 10);
}
