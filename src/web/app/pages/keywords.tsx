import { Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/mining.ts';
import { useTexts } from '../i18n/texts.ts';
import { Contrast } from './keywords/contrast.tsx';
import { Ranked } from './keywords/ranked.tsx';
import { Rising } from './keywords/rising.tsx';
import { SynonymEditor } from './keywords/synonyms.tsx';

/** The words that matter in the comments of the filter: the heaviest, what changed, and what tells them from others. */
export default function KeywordsPage(): ReactNode {
  const { t } = useTexts();
  const [tab, setTab] = useState('ranked');
  return (
    <>
      <FilterBar />
      <Tabs
        activeKey={tab}
        onChange={setTab}
        destroyOnHidden
        items={[
          { key: 'ranked', label: t('tab_ranked'), children: <Ranked /> },
          { key: 'rising', label: t('tab_rising'), children: <Rising /> },
          { key: 'contrast', label: t('tab_contrast'), children: <Contrast /> },
          { key: 'synonyms', label: t('tab_synonyms'), children: <SynonymEditor /> },
        ]}
      />
    </>
  );
}
