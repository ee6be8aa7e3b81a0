import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { breakdownQuery, useBreakdown } from '../../api/queries.ts';
import { useFilter, withValues } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { negativeShare } from '../../parts/figureColumns.tsx';
import { useParents } from '../../parts/labels.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { childrenOf, type NodeFigures } from './tree.ts';

const mostChannels = 8;

/** Nodes by channel: how many comments, the redder the more of them negative. A table, so it needs no twin. */
export function ChannelMatrix({
  nodes,
  parent,
  nameOf,
}: {
  nodes: NodeFigures[];
  parent: string;
  nameOf: (code: string) => string;
}): ReactNode {
  const { t, number, percent } = useTexts();
  const { filter } = useFilter();
  const parents = useParents();
  const channels = (useBreakdown(filter, 'channel').data ?? []).filter(({ key }) => key !== '').slice(0, mostChannels);
  const columns = useQueries({
    queries: channels.map(({ key }) => breakdownQuery(withValues(filter, { channel: [key] }), 'label')),
  });
  const figures = columns.map(
    ({ data }) => new Map(childrenOf(data?.items ?? [], parent, parents).map((node) => [node.code, node])),
  );
  return (
    <div className="matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('issue')}</th>
            {channels.map(({ key, name }) => (
              <th scope="col" key={key}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ code }) => (
            <tr key={code}>
              <th scope="row">{nameOf(code)}</th>
              {channels.map(({ key }, column) => {
                const node = figures[column].get(code);
                if (node === undefined) return <td key={key}>–</td>;
                const share = negativeShare(node);
                return (
                  <td key={key} style={{ background: `rgb(232 132 60 / ${Math.round(share * 55)}%)` }}>
                    <CommentsLink of={{ label: [code], channel: [key] }}>
                      {number(node.comments)} · {percent(share, 0)}
                    </CommentsLink>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
