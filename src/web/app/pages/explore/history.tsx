import { useQuery } from '@tanstack/react-query';
import { Divider, Tag, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../api/client.ts';
import type { DecisionStep, List } from '../../api/types.ts';
import '../../i18n/history.ts';
import { useTexts } from '../../i18n/texts.ts';
import { actorName } from '../../parts/actorName.ts';
import { useLabelNames } from '../../parts/labels.ts';
import { PlainText } from '../../parts/plain.tsx';
import { Loaded } from '../../parts/states.tsx';

/** What people decided about a comment, the oldest first, beside what the machine had said. Nothing when nobody did. */
export function DecisionHistory({ id }: { id: string }): ReactNode {
  const { t } = useTexts();
  const path = `/v1/comments/${encodeURIComponent(id)}/decisions`;
  const steps = useQuery({ queryKey: [path], queryFn: () => call<List<DecisionStep>>(path) });
  return (
    <Loaded of={steps}>
      {({ items }) =>
        items.length === 0 ? null : (
          <>
            <Divider titlePlacement="start">{t('history')}</Divider>
            <Timeline items={items.map((step) => ({ key: step.id, content: <Step step={step} /> }))} />
          </>
        )
      }
    </Loaded>
  );
}

function Step({ step }: { step: DecisionStep }): ReactNode {
  const { t, time, number } = useTexts();
  const { verdict, role, decidedAt, reviewer, actor, note, undone, decided, machine } = step;
  const said = (sentiment: { label: DecisionStep['machine']['sentiment']['label']; score: number }) =>
    `${t(sentiment.label)} ${number(sentiment.score, 2)}`;
  return (
    <>
      <div className="row">
        <Tag>{t(`verdict_${verdict}`)}</Tag>
        {verdict !== 'undo' && <span className="quiet">{t(`role_${role}`)}</span>}
        <bdi>{reviewer ?? actorName(actor, t)}</bdi>
        <span className="quiet">{time(decidedAt)}</span>
        {undone && <Tag>{t('takenBack')}</Tag>}
      </div>
      <div className="row quiet">
        <span>{t('machineSaid', { value: said(machine.sentiment) })}</span>
        {decided.sentiment !== undefined && <span>{t('personSaid', { value: said(decided.sentiment) })}</span>}
        {decided.ratingValid === false && <span>{t('ratingVoid')}</span>}
      </div>
      <Leaves of={step} />
      {note !== null && (
        <p className="comment-text">
          <bdi>
            <PlainText text={note} />
          </bdi>
        </p>
      )}
    </>
  );
}

function Leaves({ of: { decided } }: { of: DecisionStep }): ReactNode {
  const { t, list } = useTexts();
  const names = useLabelNames();
  const leaves = decided.issues?.leaves ?? [];
  if (leaves.length === 0) return null;
  const said = leaves.map(({ code, issues }) => {
    const name = names.get(code) ?? code;
    return issues.length === 0 ? t('notAbout', { name }) : name;
  });
  return <div className="quiet">{t('leavesDecided', { names: list(said) })}</div>;
}
