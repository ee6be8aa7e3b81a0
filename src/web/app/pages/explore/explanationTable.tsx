import { Table } from 'antd';
import type { ReactNode } from 'react';
import { useExplanation } from '../../api/queries.ts';
import type { ExplanationTerm, LeafExplanation } from '../../api/types.ts';
import '../../i18n/history.ts';
import { ruleName } from '../../i18n/rules.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLabelNames } from '../../parts/labels.ts';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';

/** The sum behind the score: a bar a term, the strongest first. */
export function ExplanationTable({ id }: { id: string }): ReactNode {
  const { t, number } = useTexts();
  const explanation = useExplanation(id);
  return (
    <Loaded of={explanation}>
      {({ terms, sum, score, leaves }) => {
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
                { title: t('rule'), dataIndex: 'rule', render: (rule: string) => ruleName(rule, t) },
                { title: t('weight'), dataIndex: 'weight', align: 'right', render: (w: number) => number(w, 3) },
                { title: '', key: 'bar', width: 140, render: (_, term) => <TermBar term={term} most={most} /> },
              ]}
            />
            {leaves.length > 0 && <LeafReasons leaves={leaves} />}
          </>
        );
      }}
    </Loaded>
  );
}

/** The log-odds of each leaf: what the shipped model says, and what reviewers taught. */
function LeafReasons({ leaves }: { leaves: LeafExplanation[] }): ReactNode {
  const { t, number } = useTexts();
  const names = useLabelNames();
  return (
    <Table
      size="small"
      title={() => t('leafReasons')}
      rowKey="code"
      dataSource={leaves}
      pagination={false}
      columns={[
        {
          title: t('issue'),
          dataIndex: 'code',
          render: (code: string, { given }) => <span className={given ? '' : 'quiet'}>{names.get(code) ?? code}</span>,
        },
        {
          title: t('rule'),
          dataIndex: 'terms',
          render: (terms: LeafExplanation['terms']) =>
            terms
              .map(
                ({ rule, weight }) => `${t(rule === 'adapted' ? 'adaptedTerm' : 'shippedTerm')} ${number(weight, 2)}`,
              )
              .join(' · '),
        },
        { title: t('weight'), dataIndex: 'sum', align: 'right', render: (sum: number) => number(sum, 2) },
      ]}
    />
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
