import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import type { List, QueueItem } from '../../api/types.ts';
import { type TextKey, useTexts } from '../../i18n/texts.ts';
import { useDepartments } from '../../parts/departments.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { Field } from '../../parts/field.tsx';
import { PlainText } from '../../parts/plain.tsx';
import { Loaded } from '../../parts/states.tsx';

export const keys: [key: string, text: TextKey][] = [
  ['J', 'keyNext'],
  ['K', 'keyBack'],
  ['A', 'keyAccept'],
  ['F', 'keyFix'],
  ['R', 'keyReject'],
  ['E', 'keyEscalate'],
  ['S', 'keySkip'],
  ['L', 'keyAlike'],
  ['U', 'keyUndo'],
  ['?', 'keyHelp'],
];

export function HelpDialog({ open, close }: { open: boolean; close: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Modal open={open} onCancel={close} onOk={close} title={t('keys')} footer={null}>
      <dl className="keys">
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

const secondReviewer = '';

/** Passes the item on: to a department, or to any other reviewer. */
export function EscalateDialog({ send, close }: { send: (body: object) => void; close: () => void }): ReactNode {
  const { t } = useTexts();
  const departments = useDepartments();
  const [target, setTarget] = useState(secondReviewer);
  const [note, setNote] = useState('');
  const submit = () => {
    const to = target === secondReviewer ? { secondReviewer: true } : { department: target };
    send(note.trim() === '' ? to : { ...to, note: note.trim() });
  };
  return (
    <Modal open onCancel={close} onOk={submit} title={t('keyEscalate')} okText={t('escalate')} cancelText={t('cancel')}>
      <div className="fix-form">
        <Field name={t('escalateTo')}>
          <Select
            autoFocus
            aria-label={t('escalateTo')}
            value={target}
            onChange={setTarget}
            options={[{ value: secondReviewer, label: t('secondReviewer') }, ...departments]}
          />
        </Field>
        <Field name={t('note')}>
          <Input.TextArea
            aria-label={t('note')}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={({ target: { value } }) => setNote(value)}
          />
        </Field>
      </div>
    </Modal>
  );
}

/** Shows the open items like the one at hand, and accepts all of them as they are shown. */
export function AlikeDialog({
  item,
  close,
  done,
}: {
  item: QueueItem;
  close: () => void;
  done: () => void;
}): ReactNode {
  const { t, number } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const alike = useQuery({
    queryKey: ['alike', item.id],
    queryFn: () => call<List<QueueItem>>(`/v1/reviews/${encodeURIComponent(item.id)}/alike`),
    gcTime: 0,
  });
  const items = alike.data?.items ?? [];
  const accept = useMutation({
    mutationFn: () =>
      call<{ accepted: number; refused: number }>('/v1/reviews/accept', {
        method: 'POST',
        body: { items: items.map(({ id, etag }) => ({ id, etag })) },
      }),
    onSuccess: ({ accepted, refused }) => {
      const told = t('acceptedAll', { n: number(accepted), refused: number(refused) });
      message[refused > 0 ? 'warning' : 'success'](told);
      done();
    },
    onError: refused,
  });
  return (
    <Modal
      open
      width={720}
      onCancel={close}
      onOk={() => accept.mutate()}
      okButtonProps={{ disabled: items.length === 0, loading: accept.isPending }}
      okText={t('acceptAll', { n: number(items.length) })}
      cancelText={t('cancel')}
      title={t('keyAlike')}
    >
      <Loaded of={alike}>
        {() =>
          items.length === 0 ? (
            <p>{t('noneAlike')}</p>
          ) : (
            <ul className="alike">
              {items.map(({ id, comment }) => (
                <li key={id} className="comment-text short" dir="auto">
                  <PlainText text={comment.text} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Modal>
  );
}
