import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Select, Switch } from 'antd';
import { type ReactNode, type RefObject, useState } from 'react';
import type { Analysis, ConflictType, SentimentLabel } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Field } from '../../parts/field.tsx';
import { useLabelNames, useLeafNames } from '../../parts/labels.ts';
import { conflictTypes } from '../../parts/vocabulary.ts';
import { bands } from '../../theme.ts';
import { type Draft, type DraftIssue, draftOf, fixOf } from './corrections.ts';
import { selectedSpan } from './selection.ts';

/** Corrects sentiment, issues with their places, the type of conflict, and whether the rating counts. */
export function FixForm({
  analysis,
  text,
  send,
  cancel,
}: {
  analysis: Analysis;
  /** Where the comment stands, in which the reviewer selects the words of a new issue. */
  text: RefObject<HTMLElement | null>;
  send: (fix: object) => void;
  cancel: () => void;
}): ReactNode {
  const { t } = useTexts();
  const [draft, setDraft] = useState(() => draftOf(analysis));
  const [wrong, setWrong] = useState<string | null>(null);
  const set = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const submit = () => {
    const fix = fixOf(draft, analysis);
    if (fix === null) setWrong(t('nothingChanged'));
    else send(fix);
  };
  return (
    <form
      className="fix-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={({ key, ctrlKey, metaKey }) => {
        if (key === 'Escape') cancel();
        if (key === 'Enter' && (ctrlKey || metaKey)) submit();
      }}
    >
      <Field name={t('sentiment')}>
        <BandSelect value={draft.sentiment} change={(sentiment) => set({ sentiment })} autoFocus />
      </Field>
      {analysis.conflict !== null && (
        <>
          <Field name={t('conflict')}>
            <Select
              aria-label={t('conflict')}
              value={draft.conflictType ?? ''}
              options={[
                { value: '', label: t('noConflict') },
                ...conflictTypes.map((value) => ({ value, label: t(value) })),
              ]}
              onChange={(value) => set({ conflictType: value === '' ? null : (value as ConflictType) })}
            />
          </Field>
          <Field name={t('ratingCounts')}>
            <span>
              <Switch
                aria-label={t('ratingCounts')}
                checked={draft.ratingValid}
                onChange={(ratingValid) => set({ ratingValid })}
              />
            </span>
          </Field>
        </>
      )}
      <IssueEditor issues={draft.issues} change={(issues) => set({ issues })} text={text} />
      <Field name={t('note')}>
        <Input.TextArea
          aria-label={t('note')}
          rows={2}
          maxLength={2000}
          value={draft.note}
          onChange={(e) => set({ note: e.target.value })}
        />
      </Field>
      {wrong !== null && <Alert type="warning" showIcon title={wrong} />}
      <div className="row">
        <Button type="primary" htmlType="submit">
          {t('saveFix')}
        </Button>
        <Button onClick={cancel}>{t('cancel')}</Button>
        <span className="quiet">{t('fixKeys')}</span>
      </div>
    </form>
  );
}

function BandSelect({
  value,
  change,
  autoFocus = false,
}: {
  value: SentimentLabel;
  change: (value: SentimentLabel) => void;
  autoFocus?: boolean;
}): ReactNode {
  const { t } = useTexts();
  return (
    <Select
      aria-label={t('sentiment')}
      autoFocus={autoFocus}
      value={value}
      options={bands.map((band) => ({ value: band, label: t(band) }))}
      onChange={change}
      popupMatchSelectWidth={false}
    />
  );
}

function IssueEditor({
  issues,
  change,
  text,
}: {
  issues: DraftIssue[];
  change: (issues: DraftIssue[]) => void;
  text: RefObject<HTMLElement | null>;
}): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  const leaves = useLeafNames();
  const [wrong, setWrong] = useState<string | null>(null);
  const options = [...leaves].map(([value, label]) => ({ value, label }));
  const edit = (key: number, changes: Partial<DraftIssue>) =>
    change(issues.map((issue) => (issue.key === key ? { ...issue, ...changes } : issue)));
  const add = () => {
    const span = text.current === null ? null : selectedSpan(text.current);
    if (span === null) {
      setWrong(t('selectWords'));
      return;
    }
    setWrong(null);
    const first = options[0]?.value ?? '';
    const key = issues.reduce((most, issue) => Math.max(most, issue.key), -1) + 1;
    change([...issues, { key, original: null, code: first, label: 'negative', removed: false, evidence: [span] }]);
  };
  return (
    <fieldset>
      <legend>{t('issues')}</legend>
      {issues.map((issue) =>
        issue.removed ? (
          <div className="row" key={issue.key}>
            <s>{names.get(issue.code) ?? issue.code}</s>
            <Button size="small" onClick={() => edit(issue.key, { removed: false })}>
              {t('keepIssue')}
            </Button>
          </div>
        ) : (
          <div className="issue-row" key={issue.key}>
            <Select
              aria-label={t('label')}
              value={issue.code}
              options={options}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(code) => edit(issue.key, { code })}
            />
            <BandSelect value={issue.label} change={(label) => edit(issue.key, { label })} />
            <Button
              icon={<DeleteOutlined />}
              aria-label={`${t('removeIssue')} ${names.get(issue.code) ?? issue.code}`}
              onClick={() => edit(issue.key, { removed: true })}
            />
          </div>
        ),
      )}
      <Button icon={<PlusOutlined />} onMouseDown={(event) => event.preventDefault()} onClick={add}>
        {t('addIssue')}
      </Button>
      {wrong !== null && <Alert type="info" title={wrong} style={{ marginTop: 8 }} />}
    </fieldset>
  );
}
