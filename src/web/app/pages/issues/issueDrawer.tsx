import { App, Button, Divider, Drawer, Form, Input, InputNumber, Select, Tag, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type IssuePatch, type IssueState, type IssueView, useIssueChange, useIssueHistory } from '../../api/issues.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { actorName } from '../../parts/actorName.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { useDepartmentName, useLabelNames } from '../../parts/labels.ts';
import { AttentionTag, BandTag } from '../../parts/marks.tsx';
import { PlainText } from '../../parts/plain.tsx';
import { Loaded } from '../../parts/states.tsx';

const finished: IssueState[] = ['resolved', 'verified'];

interface Values {
  state?: IssueState;
  assignee?: string;
  note?: string;
  followUpScore?: number | null;
}

/** One issue: what was said, its clocks, what was done to it, and the next step. */
export function IssueDrawer({
  issue,
  show,
  close,
}: {
  issue: IssueView;
  show: (issue: IssueView) => void;
  close: () => void;
}): ReactNode {
  const { t, time } = useTexts();
  const names = useLabelNames();
  const departmentName = useDepartmentName();
  const mayChange = useMay('review');
  const { firstResponse: answer } = issue;
  return (
    <Drawer open size={560} title={names.get(issue.code) ?? issue.path.join(' / ')} onClose={close}>
      <div className="row">
        <Tag>{t(`issueState_${issue.state}`)}</Tag>
        <BandTag label={issue.sentiment.label} />
        <span>{departmentName(issue.department)}</span>
        <span className="quiet">
          {t('dueAt')} {time(issue.dueAt)}
        </span>
        {issue.overdue && <AttentionTag>{t('isOverdue')}</AttentionTag>}
      </div>
      {answer.respondedAt !== null && <p className="quiet">{t('answeredAt', { time: time(answer.respondedAt) })}</p>}
      {answer.respondedAt === null && answer.dueAt !== null && (
        <p className="quiet">{t('answerBy', { time: time(answer.dueAt) })}</p>
      )}
      <blockquote className="comment-text">
        <PlainText text={issue.evidence.map(({ text }) => text).join(' … ')} />
      </blockquote>
      <Link to={`/explore?comment=${encodeURIComponent(issue.commentId)}`}>{t('showComments')}</Link>
      {mayChange && <Change key={`${issue.state} ${issue.updatedAt}`} issue={issue} show={show} />}
      <History id={issue.id} />
    </Drawer>
  );
}

function Change({ issue, show }: { issue: IssueView; show: (issue: IssueView) => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const change = useIssueChange(issue.id);
  const save = (values: Values) => {
    const patch = patchOf(values, issue);
    if (Object.keys(patch).length === 0) return void message.info(t('nothingChanged'));
    change.mutate(patch, {
      onSuccess: (now) => {
        void message.success(t('issueSaved'));
        show(now);
      },
      onError: refused,
    });
  };
  return (
    <Form<Values>
      layout="vertical"
      onFinish={save}
      initialValues={{ assignee: issue.assignee ?? '', note: issue.note ?? '', followUpScore: issue.followUpScore }}
      style={{ marginTop: 16 }}
    >
      <div className="two">
        <Form.Item name="state" label={t('nextState')}>
          <Select allowClear options={issue.nextStates.map((value) => ({ value, label: t(`issueState_${value}`) }))} />
        </Form.Item>
        <Form.Item name="assignee" label={t('assignee')}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t('note')}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      {finished.includes(issue.state) && (
        <Form.Item name="followUpScore" label={t('followUpScore')}>
          <InputNumber min={0} max={10} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('saveIssue')}
      </Button>
    </Form>
  );
}

/** What the form changes, and nothing else. */
function patchOf({ state, assignee = '', note = '', followUpScore }: Values, issue: IssueView): IssuePatch {
  const person = assignee.trim() === '' ? null : assignee.trim();
  const patch: IssuePatch = {};
  if (state !== undefined) patch.state = state;
  if (person !== issue.assignee) patch.assignee = person;
  if (note.trim() !== '' && note.trim() !== issue.note) patch.note = note.trim();
  if (typeof followUpScore === 'number' && followUpScore !== issue.followUpScore) patch.followUpScore = followUpScore;
  return patch;
}

function History({ id }: { id: string }): ReactNode {
  const { t, time } = useTexts();
  const history = useIssueHistory(id);
  return (
    <>
      <Divider titlePlacement="start">{t('issueHistory')}</Divider>
      <Loaded of={history}>
        {({ items }) =>
          items.length === 0 ? (
            <span className="quiet">{t('noIssueHistory')}</span>
          ) : (
            <Timeline
              items={items.map(({ at, actor, from, to, change }, i) => ({
                key: i,
                content: (
                  <>
                    <div className="row">
                      <span>
                        {from === to
                          ? t(`issueState_${to}`)
                          : t('stateStep', { from: t(`issueState_${from}`), to: t(`issueState_${to}`) })}
                      </span>
                      {change.assignee !== undefined && <bdi>{change.assignee ?? '–'}</bdi>}
                      {change.followUpScore !== undefined && <span>{change.followUpScore} / 10</span>}
                      <span className="quiet">
                        {actorName(actor, t)} · {time(at)}
                      </span>
                    </div>
                    {change.note !== undefined && (
                      <bdi className="comment-text">
                        <PlainText text={change.note ?? ''} />
                      </bdi>
                    )}
                  </>
                ),
              }))}
            />
          )
        }
      </Loaded>
    </>
  );
}
