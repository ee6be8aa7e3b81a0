import { Table } from 'antd';
import type { ReactNode } from 'react';
import { useExplanation } from '../../api/queries.ts';
import type { ExplanationTerm } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';

/** The sum behind the score: a bar a term, the strongest first. */
export function ExplanationTable({ id }: { id: string }): ReactNode {
  const { t, number } = useTexts();
  const explanation = useExplanation(id);
  return (
    <Loaded of={explanation}>
      {({ terms, sum, score }) => {
        const most = terms.reduce((max, { weight }) => Math.max(max, Math.abs(weight)), 0);
        return (
          <>
            <p className="quiet">
              {t('whyNote')} {t('sum', { value: number(sum, 3) })} · {t('score', { value: number(score, 3) })}
            </p>
            <Table
              size="small"
              rowKey={(term) => `${term.start}-${term.end}-${term.rule}`}
              dataSource={terms.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))}
              pagination={{ pageSize: 12, hideOnSinglePage: true, size: 'small' }}
              columns={[
                { title: t('term'), dataIndex: 'text', render: (text: string) => <span dir="auto">{text}</span> },
                { title: t('rule'), dataIndex: 'rule', render: (rule: string) => <code>{rule}</code> },
                { title: t('weight'), dataIndex: 'weight', align: 'right', render: (w: number) => number(w, 3) },
                { title: '', key: 'bar', width: 140, render: (_, term) => <TermBar term={term} most={most} /> },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}

/** Against the sentiment to the left, for it to the right. */
function TermBar({ term: { weight }, most }: { term: ExplanationTerm; most: number }): ReactNode {
  const width = `${most === 0 ? 0 : (100 * Math.abs(weight)) / most}%`;
  const bar = <span style={{ width, background: weight < 0 ? bandColours.negative : bandColours.positive }} />;
  return (
    <div className="term-bar" aria-hidden>
      <div style={{ display: 'flex', justifyContent: 'flex-end' }}>{weight < 0 && bar}</div>
      <div style={{ display: 'flex' }}>{weight > 0 && bar}</div>
    </div>
  );
}
