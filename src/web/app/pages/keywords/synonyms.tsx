import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Input, Select, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { putSynonyms, type SynonymGroup, type Synonyms, useSynonyms } from '../../api/keywords.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { FailureShown } from '../../parts/failureShown.tsx';
import { Field } from '../../parts/field.tsx';
import { Loaded } from '../../parts/states.tsx';

const mostUnits = 200;

/** The words that count as one in keywords and topics. */
export function SynonymEditor(): ReactNode {
  const { t } = useTexts();
  const synonyms = useSynonyms();
  return (
    <Card size="small" title={t('tab_synonyms')}>
      <p className="quiet lead">{t('synonymsNote')}</p>
      <Loaded of={synonyms}>{(known) => <Groups key={known.etag} known={known} />}</Loaded>
    </Card>
  );
}

interface Draft extends SynonymGroup {
  /** For React alone. */
  key: number;
}

function Groups({ known }: { known: Synonyms }): ReactNode {
  const { t } = useTexts();
  const may = useMay('analyse');
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [groups, setGroups] = useState<Draft[]>(() => known.groups.map((group, key) => ({ ...group, key })));
  const save = useMutation({
    mutationFn: () =>
      putSynonyms(
        groups.map(({ term, words }) => ({ term: term.trim(), words })),
        known.etag,
      ),
    onSuccess: async () => {
      void message.success(t('synonymsSaved'));
      await queries.invalidateQueries();
    },
  });
  const whole = groups.every(({ term, words }) => term.trim() !== '' && words.length > 0);
  const changed = JSON.stringify(groups.map(({ term, words }) => ({ term, words }))) !== JSON.stringify(known.groups);
  const change = (key: number, patch: Partial<SynonymGroup>) =>
    setGroups(groups.map((group) => (group.key === key ? { ...group, ...patch } : group)));
  const add = () =>
    setGroups([...groups, { key: 1 + Math.max(-1, ...groups.map(({ key }) => key)), term: '', words: [] }]);
  return (
    <>
      {groups.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noSynonyms')} />}
      {groups.map(({ key, term, words }) => (
        <div key={key} className="synonyms">
          <Field name={t('mainWord')}>
            <Input
              value={term}
              maxLength={mostUnits}
              disabled={!may}
              aria-label={t('mainWord')}
              onChange={({ target }) => change(key, { term: target.value })}
            />
          </Field>
          <Field name={t('countAsIt')}>
            <Select
              mode="tags"
              open={false}
              suffixIcon={null}
              disabled={!may}
              value={words}
              aria-label={t('countAsIt')}
              placeholder={t('synonymsHint')}
              tokenSeparators={[',', '，', '、', ' ', ';', '；']}
              onChange={(value: string[]) => change(key, { words: value })}
            />
          </Field>
          {may && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('removeGroup', { term })}
              onClick={() => setGroups(groups.filter((group) => group.key !== key))}
            />
          )}
        </div>
      ))}
      {may && (
        <Space wrap>
          <Button icon={<PlusOutlined />} onClick={add}>
            {t('addGroup')}
          </Button>
          <Button type="primary" disabled={!changed || !whole} loading={save.isPending} onClick={() => save.mutate()}>
            {t('miningSave')}
          </Button>
        </Space>
      )}
      {save.error !== null && (
        <Alert
          className="note"
          type="error"
          showIcon
          title={<FailureShown of={save.error} />}
          action={
            <Button onClick={() => queries.invalidateQueries({ queryKey: ['/v1/synonyms'] })}>{t('reload')}</Button>
          }
        />
      )}
    </>
  );
}
