import { App, Button, Card, Input, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { type Tagged, useDraft, useDraftChange } from '../../api/editing.ts';
import type { Lexicon, LexiconEdit } from '../../api/types.ts';
import '../../i18n/editing.ts';
import '../../i18n/lexicon.ts';
import '../../i18n/models.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Field } from '../../parts/field.tsx';
import { useLabelNames } from '../../parts/labels.ts';
import { Loaded } from '../../parts/states.tsx';
import { PreviewPanel } from './editing/previewPanel.tsx';
import { PublishPanel } from './editing/publishPanel.tsx';
import { linesOf, readLexicon } from './lexicon/lines.ts';

/** The workspace's own words: changed in a draft, looked at beforehand, published, taken back. */
export function LexiconPanel(): ReactNode {
  const draft = useDraft<LexiconEdit>('lexicon');
  return <Loaded of={draft}>{(tagged) => <Editor draft={tagged} />}</Loaded>;
}

function Editor({ draft: { body, etag } }: { draft: Tagged<LexiconEdit> }): ReactNode {
  const { t } = useTexts();
  const names = useLabelNames();
  return (
    <>
      <WordLists key={etag} content={body.content} etag={etag} />
      <div className="panels">
        <Changes edit={body} />
        {body.exists && <PreviewPanel kind="lexicon" nameOf={(code) => names.get(code) ?? code} />}
        <PublishPanel kind="lexicon" draft={body.exists ? etag : null} inForce={body.base.version} />
      </div>
      <p className="quiet">{t('lexiconNote')}</p>
    </>
  );
}

const lists = ['words', 'stopWords', 'sentiment'] as const;

function WordLists({ content, etag }: { content: Lexicon; etag: string }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const [written, setWritten] = useState(() => linesOf(content));
  const put = useDraftChange<LexiconEdit>('lexicon', refused);
  const save = () => {
    const read = readLexicon(written);
    if (!read.ok) return void message.error(t('weightMissing', { line: read.line }));
    put.mutate({ path: '/v1/lexicon', method: 'PUT', body: read.value, etag });
  };
  return (
    <Card size="small">
      <div className="three">
        {lists.map((list) => (
          <div key={list}>
            <Field name={t(`lexicon_${list}`)}>
              <Input.TextArea
                value={written[list]}
                aria-label={t(`lexicon_${list}`)}
                autoSize={{ minRows: 8, maxRows: 20 }}
                onChange={({ target }) => setWritten({ ...written, [list]: target.value })}
              />
            </Field>
            <p className="quiet">{t(`lexicon_${list}Note`)}</p>
          </div>
        ))}
      </div>
      <Button type="primary" loading={put.isPending} onClick={save}>
        {t('applyToDraft')}
      </Button>
    </Card>
  );
}

function Changes({ edit: { exists, base, changes } }: { edit: LexiconEdit }): ReactNode {
  const { t, number } = useTexts();
  const version = base.version === 0 ? t('asShipped') : t('versionN', { n: base.version });
  const entries = lists.flatMap((list) => [
    ...changes[list].added.map((word) => ({ list, change: 'added' as const, word })),
    ...changes[list].removed.map((word) => ({ list, change: 'removed' as const, word })),
  ]);
  return (
    <Card size="small" title={t('changesOfDraft')}>
      <p className="quiet">{t(exists ? 'draftExists' : 'noDraft', { n: version })}</p>
      <ul className="changes">
        {entries.map(({ list, change, word }) => (
          <li key={`${list} ${change} ${word}`}>
            <Tag>{t(`change_${change}`)}</Tag>
            <bdi>{word}</bdi> <span className="quiet">{t(`lexicon_${list}`)}</span>
          </li>
        ))}
        {changes.sentiment.changed.map(({ word, from, to }) => (
          <li key={word}>
            <bdi>{word}</bdi> {number(from, 2)} → {number(to, 2)}
          </li>
        ))}
      </ul>
    </Card>
  );
}
