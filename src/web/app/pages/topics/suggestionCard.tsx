import { Button, Card, Space, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { Suggestion } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { AttentionTag } from '../../parts/marks.tsx';
import { PlainText } from '../../parts/plain.tsx';
import { ShareShown } from '../../parts/shareShown.tsx';
import { AcceptDialog } from './acceptDialog.tsx';
import { topicComments, topicSize } from './figures.ts';

const examplesShown = 3;

/** A leaf that the taxonomy lacks: how many comments it would cover, its words, and some of the comments. */
export function SuggestionCard({
  run,
  suggestion,
  hide,
}: {
  run: string;
  suggestion: Suggestion;
  hide: (hiding: boolean) => void;
}): ReactNode {
  const { t, number } = useTexts();
  const may = useMay('analyse');
  const [open, setOpen] = useState(false);
  const { n, name, cues, share, npmi, examples, draftId } = suggestion;
  return (
    <Card
      size="small"
      title={name}
      extra={
        <Space>
          {draftId !== null && <AttentionTag good>{t('accepted')}</AttentionTag>}
          {draftId === null && may && (
            <Button size="small" type="primary" onClick={() => setOpen(true)}>
              {t('acceptLeaf')}
            </Button>
          )}
          {draftId === null && may && (
            <Button size="small" onClick={() => hide(!suggestion.dismissed)}>
              {t(suggestion.dismissed ? 'unhide' : 'hide')}
            </Button>
          )}
        </Space>
      }
    >
      <div className="row">
        <Link to={topicComments(run, n)}>{t('commentCount', { n: number(topicSize({ share })) })}</Link>
        <span>
          {t('ofUncovered')} <ShareShown share={share} />
        </span>
        <span className="quiet" title={t('npmiNote')}>
          NPMI {number(npmi, 2)}
        </span>
      </div>
      <div className="words cues">
        {cues.map((cue) => (
          <Tag key={cue}>{cue}</Tag>
        ))}
      </div>
      {examples.slice(0, examplesShown).map(({ commentId, text }) => (
        <blockquote key={commentId} className="comment-text" dir="auto">
          <PlainText text={text} />
        </blockquote>
      ))}
      {open && <AcceptDialog run={run} suggestion={suggestion} close={() => setOpen(false)} />}
    </Card>
  );
}
