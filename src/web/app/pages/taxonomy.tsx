import { Breadcrumb, Button, Card, Empty } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { useBreakdown } from '../api/queries.ts';
import { useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import { useTexts } from '../i18n/texts.ts';
import { useLabelNames, useNodeNames, useParents } from '../parts/labels.ts';
import { CommentsLink, useCommentsAddress } from '../parts/links.tsx';
import { Loaded } from '../parts/states.tsx';
import { ChannelMatrix } from './taxonomy/channelMatrix.tsx';
import { LeafTable } from './taxonomy/leafTable.tsx';
import { chainOf, childrenOf } from './taxonomy/tree.ts';
import { Treemap } from './taxonomy/treemap.tsx';

/** What comments are about, level by level down to the comments. */
export default function TaxonomyPage(): ReactNode {
  const { t, number } = useTexts();
  const { filter, clear } = useFilter();
  const [node, setNode] = useState('');
  const own = useNodeNames();
  const names = useLabelNames();
  const nameOf = useCallback((code: string) => own.get(code) ?? code, [own]);
  const parents = useParents();
  const navigate = useNavigate();
  const address = useCommentsAddress();
  const rows = useBreakdown(filter, 'label');
  const path = node === '' ? [] : chainOf(node, parents);
  return (
    <>
      <FilterBar />
      {node !== '' && (
        <div className="row" style={{ marginBottom: 12 }}>
          <Breadcrumb
            items={['', ...path].map((code) => ({
              key: code,
              title:
                code === node ? (
                  <strong>{code === '' ? t('taxonomy') : nameOf(code)}</strong>
                ) : (
                  <Button type="link" size="small" onClick={() => setNode(code)}>
                    {code === '' ? t('taxonomy') : nameOf(code)}
                  </Button>
                ),
            }))}
          />
          <CommentsLink of={{ label: [node] }}>{t('showComments')}</CommentsLink>
        </div>
      )}
      <Loaded of={rows}>
        {(leaves) => {
          const inside = node === '' ? leaves : leaves.filter(({ key }) => chainOf(key, parents).includes(node));
          const nodes = childrenOf(leaves, node, parents);
          const open = (code: string): void => {
            if (childrenOf(leaves, code, parents).length > 0) setNode(code);
            else navigate(address({ label: [code] }));
          };
          if (inside.length === 0)
            return (
              <Empty description={t('emptyFilter')}>
                <Button onClick={clear}>{t('clearFilter')}</Button>
              </Empty>
            );
          return (
            <div className="panels">
              {nodes.length > 0 && (
                <Card size="small" className="wide" title={node === '' ? t('taxonomy') : names.get(node)}>
                  <Treemap nodes={nodes} nameOf={nameOf} select={(code) => code !== '' && open(code)} />
                  <div className="row" style={{ marginTop: 8 }}>
                    {nodes.map(({ code, comments }) => (
                      <span key={code} className="node">
                        <Button size="small" onClick={() => open(code)}>
                          {nameOf(code)}
                        </Button>
                        <CommentsLink of={{ label: [code] }}>
                          <span title={t('showComments')}>{number(comments)}</span>
                        </CommentsLink>
                      </span>
                    ))}
                  </div>
                  <p className="quiet note">{t('mentionsNote')}</p>
                </Card>
              )}
              <Card size="small" className="wide" title={t('leaves')}>
                <LeafTable rows={inside} />
              </Card>
              {nodes.length > 0 && (
                <Card size="small" className="wide" title={t('byChannel')}>
                  <ChannelMatrix nodes={nodes} parent={node} nameOf={nameOf} />
                </Card>
              )}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
