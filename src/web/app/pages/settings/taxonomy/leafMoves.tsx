import { Button, Popconfirm, Select, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { type TextKey, useTexts } from '../../../i18n/texts.ts';
import type { Operation } from './nodes.ts';

/** Moving, merging and removing a leaf, for those who do not drag. */
export function LeafMoves({
  code,
  groups,
  leaves,
  busy,
  change,
}: {
  code: string;
  groups: Map<string, string>;
  leaves: Map<string, string>;
  busy: boolean;
  change: (operation: Operation) => void;
}): ReactNode {
  const { t } = useTexts();
  return (
    <Space wrap style={{ marginTop: 12 }}>
      <Target
        of={groups}
        label="moveUnder"
        act="move"
        busy={busy}
        choose={(parent) => change({ op: 'move', code, parent })}
      />
      <Target
        of={new Map([...leaves].filter(([other]) => other !== code))}
        label="mergeInto"
        act="merge"
        busy={busy}
        choose={(into) => change({ op: 'merge', from: [code], into })}
      />
      <Popconfirm
        title={t('removeLeafSure')}
        okText={t('removeLeaf')}
        cancelText={t('cancel')}
        onConfirm={() => change({ op: 'remove', code })}
      >
        <Button danger disabled={busy}>
          {t('removeLeaf')}
        </Button>
      </Popconfirm>
    </Space>
  );
}

function Target({
  of,
  label,
  act,
  busy,
  choose,
}: {
  of: Map<string, string>;
  label: TextKey;
  act: TextKey;
  busy: boolean;
  choose: (code: string) => void;
}): ReactNode {
  const { t } = useTexts();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Space.Compact>
      <Select
        value={chosen}
        placeholder={t(label)}
        aria-label={t(label)}
        style={{ width: 190 }}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        options={[...of].map(([value, text]) => ({ value, label: text }))}
        onChange={setChosen}
      />
      <Button disabled={chosen === null || busy} onClick={() => chosen !== null && choose(chosen)}>
        {t(act)}
      </Button>
    </Space.Compact>
  );
}
