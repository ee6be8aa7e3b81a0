import { type ReactNode, useMemo } from 'react';
import { blameColour } from '../../charts/blame.ts';
import { LazyChart } from '../../charts/lazyChart.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { negativeShare } from '../../parts/figureColumns.tsx';
import { usePreferences } from '../../preferences.ts';
import type { NodeFigures } from './tree.ts';

/** Areas by comments, colours by how many of them are negative. */
export function Treemap({
  nodes,
  nameOf,
  select,
}: {
  nodes: NodeFigures[];
  nameOf: (code: string) => string;
  select: (code: string) => void;
}): ReactNode {
  const { t, number, percent } = useTexts();
  const { dark } = usePreferences();
  const option = useMemo(
    () => ({
      animation: false,
      series: [
        {
          type: 'treemap',
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          left: 0,
          right: 0,
          top: 0,
          bottom: 0,
          label: { formatter: '{b}', overflow: 'break', color: '#ffffff', fontSize: 13, lineHeight: 18 },
          itemStyle: { gapWidth: 2, borderColor: dark ? '#141414' : '#ffffff' },
          data: nodes.map((node) => ({
            name: `${nameOf(node.code)}\n${number(node.comments)} · ${t('negative')} ${percent(negativeShare(node), 0)}`,
            value: node.comments,
            itemStyle: { color: blameColour(negativeShare(node)) },
          })),
        },
      ],
    }),
    [nodes, nameOf, t, number, percent, dark],
  );
  return (
    <LazyChart option={option} label={t('taxonomy')} onSelect={(_, point) => select(nodes[point - 1]?.code ?? '')} />
  );
}
