import { App, Button, Card, Checkbox, Input, Popconfirm, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useDiscard, usePutInForce, useVersions } from '../../../api/editing.ts';
import type { EditionHead, EditionKind, Job } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useRefused } from '../../../parts/failureShown.tsx';
import { JobProgress } from '../../../parts/jobProgress.tsx';
import { Loaded } from '../../../parts/states.tsx';

/** Publishing what was drafted, and the versions that one can go back to. */
export function PublishPanel({
  kind,
  draft,
  inForce,
}: {
  kind: EditionKind;
  /** The entity tag of the draft; null without one. */
  draft: string | null;
  /** Version that is in force; 0: as shipped. */
  inForce: number;
}): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const [note, setNote] = useState('');
  const [backfill, setBackfill] = useState(true);
  const [job, setJob] = useState<Job | null>(null);
  const put = usePutInForce(kind, setJob);
  const discard = useDiscard(kind);
  const versions = useVersions(kind);
  const tell = {
    onSuccess: ({ version }: { version: number }) => {
      setNote('');
      void message.success(t('publishedVersion', { n: version }));
    },
    onError: refused,
  };
  return (
    <Card size="small" title={t('versions')}>
      {draft !== null && (
        <div className="row" style={{ marginBottom: 12 }}>
          <Input
            value={note}
            maxLength={500}
            placeholder={t('publishNote')}
            aria-label={t('publishNote')}
            style={{ flex: '1 1 200px' }}
            onChange={({ target }) => setNote(target.value)}
          />
          <Checkbox checked={backfill} onChange={({ target }) => setBackfill(target.checked)}>
            {t('readAllAgain')}
          </Checkbox>
          <Button
            type="primary"
            loading={put.isPending}
            onClick={() => put.mutate({ note: note.trim(), backfill, etag: draft }, tell)}
          >
            {t('publish')}
          </Button>
          <Popconfirm
            title={t('discardSure')}
            okText={t('discard')}
            cancelText={t('cancel')}
            onConfirm={() => discard.mutate(undefined, { onError: tell.onError })}
          >
            <Button disabled={put.isPending}>{t('discard')}</Button>
          </Popconfirm>
        </div>
      )}
      {put.isPending && job !== null && <JobProgress job={job} title={t('publishing')} />}
      <Loaded of={versions}>
        {({ items }) => (
          <VersionTable
            versions={[...items, shipped(inForce === 0)]}
            busy={put.isPending}
            putBack={(version) => put.mutate({ version, backfill: true }, tell)}
          />
        )}
      </Loaded>
    </Card>
  );
}

function shipped(active: boolean): EditionHead {
  return {
    version: 0,
    key: '',
    state: active ? 'active' : 'retired',
    note: null,
    createdAt: null,
    createdBy: null,
  };
}

function VersionTable({
  versions,
  busy,
  putBack,
}: {
  versions: EditionHead[];
  busy: boolean;
  putBack: (version: number) => void;
}): ReactNode {
  const { t, time } = useTexts();
  return (
    <Table
      size="small"
      rowKey="version"
      dataSource={versions}
      pagination={{ pageSize: 8, hideOnSinglePage: true }}
      scroll={{ x: true }}
      columns={[
        { title: t('version'), dataIndex: 'version' },
        {
          title: t('note'),
          dataIndex: 'note',
          render: (note: string | null, { version }) => (version === 0 ? t('asShipped') : <bdi>{note ?? '–'}</bdi>),
        },
        {
          title: t('created'),
          dataIndex: 'createdAt',
          className: 'nowrap',
          render: (at: string | null) => (at === null ? '–' : time(at)),
        },
        {
          title: '',
          key: 'act',
          render: (_, { version, state }) =>
            state === 'active' ? (
              <Tag color="success">{t('inForce')}</Tag>
            ) : (
              <Popconfirm
                title={t('putBackSure', { n: version })}
                okText={t('putBack')}
                cancelText={t('cancel')}
                onConfirm={() => putBack(version)}
              >
                <Button size="small" disabled={busy}>
                  {t('putBack')}
                </Button>
              </Popconfirm>
            ),
        },
      ]}
    />
  );
}
