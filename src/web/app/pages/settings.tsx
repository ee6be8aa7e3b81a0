import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import '../i18n/alerts.ts';
import '../i18n/backgroundWork.ts';
import '../i18n/editing.ts';
import '../i18n/workspace.ts';
import { useTexts } from '../i18n/texts.ts';
import { BackgroundWorkPanel } from './settings/backgroundWork.tsx';
import { KeyPanel } from './settings/keys.tsx';
import { LexiconPanel } from './settings/lexicon.tsx';
import { TaxonomyPanel } from './settings/taxonomy.tsx';
import { UserPanel } from './settings/users.tsx';
import { WebhookPanel } from './settings/webhooks.tsx';
import { WorkspacePanel } from './settings/workspace.tsx';

/** What an administrator decides; which part is open stays in the address. */
export default function SettingsPage(): ReactNode {
  const { t } = useTexts();
  const [params, setParams] = useSearchParams();
  const open = (tab: string) =>
    setParams((before) => {
      before.set('tab', tab);
      return before;
    });
  return (
    <Tabs
      activeKey={params.get('tab') ?? 'users'}
      onChange={open}
      destroyOnHidden
      items={[
        { key: 'users', label: t('users'), children: <UserPanel /> },
        { key: 'keys', label: t('apiKeys'), children: <KeyPanel /> },
        { key: 'workspace', label: t('workspaceTab'), children: <WorkspacePanel /> },
        { key: 'taxonomy', label: t('taxonomyTab'), children: <TaxonomyPanel /> },
        { key: 'lexicon', label: t('lexiconTab'), children: <LexiconPanel /> },
        { key: 'webhooks', label: t('webhooks'), children: <WebhookPanel /> },
        { key: 'work', label: t('backgroundWork'), children: <BackgroundWorkPanel /> },
      ]}
    />
  );
}
