import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Card, Empty, Form, Input, Space, Tag, Tree } from 'antd';
import { type ReactNode, useState } from 'react';
import { departmentsOf } from '../../../../feedback/taxonomyEdit.ts';
import { type Tagged, useDraft, useDraftChange } from '../../api/editing.ts';
import type { Names, TaxonomyEdit } from '../../api/types.ts';
import '../../i18n/editing.ts';
import '../../i18n/models.ts';
import { useTexts } from '../../i18n/texts.ts';
import { departmentChoices } from '../../parts/departments.ts';
import { useRefused } from '../../parts/failureShown.tsx';
import { labelNames } from '../../parts/labels.ts';
import { Loaded } from '../../parts/states.tsx';
import { PreviewPanel } from './editing/previewPanel.tsx';
import { PublishPanel } from './editing/publishPanel.tsx';
import { LeafForm } from './taxonomy/leafForm.tsx';
import { LeafMoves } from './taxonomy/leafMoves.tsx';
import { additionOf, changesOf, emptyForm, formOf, groupOf, type Operation, treeOf } from './taxonomy/nodes.ts';

/** The labels of the workspace: changed in a draft, looked at beforehand, published, taken back. */
export function TaxonomyPanel(): ReactNode {
  const draft = useDraft<TaxonomyEdit>('taxonomy');
  return <Loaded of={draft}>{(tagged) => <Editor draft={tagged} />}</Loaded>;
}

function Editor({ draft: { body, etag } }: { draft: Tagged<TaxonomyEdit> }): ReactNode {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const refused = useRefused();
  const [selected, setSelected] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [sought, setSought] = useState('');
  const put = useDraftChange<TaxonomyEdit>('taxonomy', refused);
  const names = labelNames(body.content, language);
  const change = (operations: Operation[], done?: () => void) => {
    if (operations.length === 0) return void message.info(t('nothingChanged'));
    const path = '/v1/taxonomy/draft/operations';
    put.mutate({ path, method: 'POST', body: { operations }, etag }, { onSuccess: done });
  };
  const select = (key: string | null) => {
    setSelected(key);
    setAdding(false);
  };
  const part = { content: body.content, names, busy: put.isPending, change };
  return (
    <>
      <div className="editor">
        <Card size="small" className="tree-card">
          <Input.Search
            allowClear
            placeholder={t('filterTree')}
            aria-label={t('filterTree')}
            onChange={({ target }) => setSought(target.value.trim())}
          />
          <p className="quiet">{t('dragNote')}</p>
          <Tree
            key={sought}
            blockNode
            draggable={{ icon: false, nodeDraggable: ({ isLeaf }) => isLeaf === true }}
            defaultExpandAll={sought !== ''}
            treeData={treeOf(body.content, language, sought)}
            selectedKeys={selected === null ? [] : [selected]}
            onSelect={([key]) => select(key === undefined ? null : String(key))}
            allowDrop={({ dropNode, dropPosition }) => dropNode.isLeaf === false && dropPosition === 0}
            onDrop={({ node, dragNode }) =>
              change([{ op: 'move', code: String(dragNode.key), parent: String(node.key) }])
            }
          />
        </Card>
        <Card size="small">
          {selected === null ? (
            <Empty description={t('chooseLeaf')} />
          ) : adding ? (
            <NewLeaf {...part} group={selected} done={() => setAdding(false)} />
          ) : body.content.leaves.some(({ code }) => code === selected) ? (
            <Leaf key={selected} {...part} code={selected} gone={() => select(null)} />
          ) : (
            <Group key={selected} {...part} code={selected} add={() => setAdding(true)} />
          )}
        </Card>
      </div>
      <div className="panels">
        <Changes edit={body} busy={put.isPending} change={change} />
        {body.exists && <PreviewPanel kind="taxonomy" nameOf={(code) => names.get(code) ?? code} />}
        <PublishPanel kind="taxonomy" draft={body.exists ? etag : null} inForce={body.base.version} />
      </div>
    </>
  );
}

interface PartProps {
  content: TaxonomyEdit['content'];
  names: Map<string, string>;
  busy: boolean;
  change: (operations: Operation[], done?: () => void) => void;
}

function Leaf({ content, names, busy, change, code, gone }: PartProps & { code: string; gone: () => void }): ReactNode {
  const { language } = useTexts();
  const leaf = content.leaves.find((one) => one.code === code)!;
  const leaves = new Map(content.leaves.map((one) => [one.code, names.get(one.code) ?? one.code]));
  const groups = new Map(Object.keys(content.groups).map((group) => [group, names.get(group) ?? group]));
  groups.delete(groupOf(leaf));
  return (
    <>
      <Heading name={names.get(code) ?? code} code={code} />
      <LeafForm
        key={JSON.stringify(leaf)}
        values={formOf(leaf)}
        isNew={false}
        departments={departmentChoices(content, language)}
        busy={busy}
        apply={(form) => change(changesOf(leaf, form))}
      />
      <LeafMoves
        code={code}
        groups={groups}
        leaves={leaves}
        busy={busy}
        change={(operation) => change([operation], operation.op === 'move' ? undefined : gone)}
      />
    </>
  );
}

function NewLeaf({ content, names, busy, change, group, done }: PartProps & { group: string; done: () => void }) {
  const { t, language } = useTexts();
  return (
    <>
      <Heading name={`${t('addHere')}: ${names.get(group) ?? group}`} code={group} />
      <LeafForm
        values={emptyForm}
        isNew
        departments={departmentChoices(content, language)}
        busy={busy}
        apply={(form) => change([additionOf(group, form)], done)}
      />
    </>
  );
}

function Group({ content, names, busy, change, code, add }: PartProps & { code: string; add: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <>
      <Heading name={names.get(code) ?? code} code={code} />
      <Form<Names>
        layout="vertical"
        initialValues={content.groups[code]}
        onFinish={(given) => change([{ op: 'rename', code, names: given }])}
      >
        <div className="three">
          {(['zh-CN', 'zh-TW', 'en'] as const).map((language) => (
            <Form.Item
              key={language}
              name={language}
              label={t(language === 'en' ? 'name_en' : language === 'zh-CN' ? 'name_zhCN' : 'name_zhTW')}
              rules={[{ required: true, max: 100 }]}
            >
              <Input />
            </Form.Item>
          ))}
        </div>
        <Space wrap>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('renameGroup')}
          </Button>
          <Button icon={<PlusOutlined />} onClick={add}>
            {t('addLeaf')}
          </Button>
        </Space>
      </Form>
    </>
  );
}

function Heading({ name, code }: { name: string; code: string }): ReactNode {
  return (
    <p>
      <strong>{name}</strong> <code className="quiet">{code}</code>
    </p>
  );
}

function Changes({
  edit,
  busy,
  change,
}: {
  edit: TaxonomyEdit;
  busy: boolean;
  change: PartProps['change'];
}): ReactNode {
  const { t, language } = useTexts();
  const nameOf = (names: Names): string => names[language as keyof Names] ?? names['zh-CN'];
  const version = edit.base.version === 0 ? t('asShipped') : t('versionN', { n: edit.base.version });
  return (
    <Card size="small" title={t('changesOfDraft')}>
      <p className="quiet">{t(edit.exists ? 'draftExists' : 'noDraft', { n: version })}</p>
      <ul className="changes">
        {edit.changes.map(({ change: kind, code, names, to }) => (
          <li key={`${kind} ${code}`}>
            <Tag>{t(`change_${kind}`)}</Tag>
            {nameOf(names)} <code className="quiet">{code}</code>
            {to !== undefined && (
              <>
                {' → '}
                <code className="quiet">{to}</code>
              </>
            )}
          </li>
        ))}
      </ul>
      {edit.suggestions.length > 0 && <strong>{t('suggestions')}</strong>}
      <ul className="changes">
        {edit.suggestions.map(({ id, content }) => (
          <li key={id}>
            <bdi>{content.name}</bdi>
            <Button size="small" disabled={busy} onClick={() => change([suggested(edit, content)])}>
              {t('takeUp')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A suggested leaf, with the department that most leaves have until somebody chooses. */
function suggested({ content }: TaxonomyEdit, leaf: TaxonomyEdit['suggestions'][number]['content']): Operation {
  const { name, code, cues } = leaf;
  const group = code.slice(0, Math.max(0, code.lastIndexOf('.')));
  const names = { 'zh-CN': name, 'zh-TW': name, en: name };
  const [department = name] = departmentsOf(content);
  return {
    op: 'add',
    leaf: {
      code,
      names,
      description: { 'zh-CN': name, en: name },
      department,
      slaHours: 72,
      firstResponseHours: 24,
      aspects: cues,
      examples: [],
    },
    ...(group !== '' && content.groups[group] === undefined && { groups: { [group]: names } }),
  };
}
