import type { TargetMeasure } from '../../statistics/targets.ts';
import type { ReportContext } from '../context.ts';
import type { Block, Cell } from '../document.ts';
import { count, percent } from '../format.ts';

/** Where the goals of the period stand; nothing without any. */
export function targetBlocks({ facts, texts }: ReportContext): Block[] {
  if (facts.targets.length === 0) return [];
  const { columns, targets } = texts;
  return [
    { kind: 'text', text: targets.intro },
    {
      kind: 'table',
      title: texts.sections.targets,
      columns: [columns.target, columns.measure, columns.goal, columns.value, columns.deadline, columns.state].map(
        (name) => ({ name, format: 'text' }),
      ),
      rows: facts.targets.map(({ target, status }): Cell[] => [
        target.name,
        targets.measures[target.measure],
        shown(target.measure, target.goal),
        status.value === null ? null : `${shown(target.measure, status.value.value)} (n = ${count(status.value.n)})`,
        target.deadline,
        targets.states[status.state],
      ]),
    },
  ];
}

/** In the unit of the measure. */
function shown(measure: TargetMeasure, value: number): string {
  return measure === 'csat' || measure === 'negative_share' ? percent(value) : value.toFixed(1);
}
