import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { KeyPanel } from './settings/keys.tsx';
import { UserPanel } from './settings/users.tsx';

/** What an administrator decides: who and which programs get in. */
export default function SettingsPage(): ReactNode {
  const { t } = useTexts();
  return (
    <Tabs
      items={[
        { key: 'users', label: t('users'), children: <UserPanel /> },
        { key: 'keys', label: t('apiKeys'), children: <KeyPanel /> },
      ]}
    />
  );
}
