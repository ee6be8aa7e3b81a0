import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Space, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../api/client.ts';
import type { WorkspaceModel } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { useRefused } from '../../parts/failureShown.tsx';

const colours = { active: 'success', retired: 'default', challenger: 'processing' } as const;

/** All versions, each with how it did beside the one that was in force when it was trained. */
export function ModelTable({
  models,
  show,
}: {
  models: WorkspaceModel[];
  show: (model: WorkspaceModel) => void;
}): ReactNode {
  const { t, number, percent, time } = useTexts();
  const mayChange = useMay('admin');
  const accuracy = (value: number | null) => (value === null ? '–' : percent(value));
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={models}
      scroll={{ x: true }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        { title: t('version'), dataIndex: 'version' },
        {
          title: t('modelState'),
          dataIndex: 'state',
          render: (state: WorkspaceModel['state']) => <Tag color={colours[state]}>{t(`state_${state}`)}</Tag>,
        },
        { title: t('created'), dataIndex: 'createdAt', className: 'nowrap', render: time },
        {
          title: t('learnedFrom'),
          key: 'from',
          className: 'titled',
          render: (_, { examples, texts }) => t('learnedCounts', { examples: number(examples), texts: number(texts) }),
        },
        {
          title: <span title={t('goldNote')}>{t('goldColumn')}</span>,
          key: 'gold',
          render: (_, { gold: { champion, challenger } }) => (
            <span title={t('goldRight', { right: challenger.right, n: challenger.n })}>
              {accuracy(champion.accuracy)} → {accuracy(challenger.accuracy)}{' '}
              <span className="quiet">(n = {number(challenger.n)})</span>
            </span>
          ),
        },
        {
          title: t('wouldChange'),
          key: 'changes',
          render: (_, model) => (
            <Button type="link" size="small" onClick={() => show(model)}>
              {t('changedOf', { changed: number(model.changes.changed), comments: number(model.changes.comments) })}
            </Button>
          ),
        },
        ...(mayChange
          ? [{ title: '', key: 'act', render: (_: unknown, model: WorkspaceModel) => <Acts of={model} /> }]
          : []),
      ]}
    />
  );
}

function Acts({ of: { id, version, state } }: { of: WorkspaceModel }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: 'promote' | 'rollback') =>
      call(`/v1/models/${encodeURIComponent(id)}/${what}`, { method: 'POST' }),
    onSuccess: (_, what) => {
      void message.success(what === 'promote' ? t('promoted', { n: version }) : t('rolledBack'));
      return queries.invalidateQueries();
    },
    onError: refused,
  });
  const what = state === 'active' ? 'rollback' : 'promote';
  const name = t(what === 'promote' ? 'promote' : 'rollBack');
  return (
    <Space>
      <Popconfirm
        title={what === 'promote' ? t('promoteSure', { n: version }) : t('rollBackSure')}
        okText={name}
        cancelText={t('cancel')}
        onConfirm={() => act.mutate(what)}
      >
        <Button size="small" loading={act.isPending}>
          {name}
        </Button>
      </Popconfirm>
    </Space>
  );
}
